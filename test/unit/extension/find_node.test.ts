import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { findNode, isNewEnough } from '../../../src/extension/server/find_node.ts';

const here = { path: process.execPath, electron: false };

test('22.13 is new enough and 22.12 is not', () => {
  assert.deepEqual(['20.19.0', '22.12.9', '22.13.0', '24.1.0'].map(isNewEnough), [false, false, true, true]);
});

test('the Node.js on the PATH is taken where the setting names none', async () => {
  const found = await findNode({ setting: null, pathVariable: path.dirname(process.execPath), vscode: here });
  assert.equal(found.origin, 'the PATH');
  assert.equal(found.version, process.versions.node);
});

test("VS Code's own is taken where the PATH holds none, and is told to behave as Node.js in Electron", async () => {
  const found = await findNode({ setting: null, pathVariable: '', vscode: { path: process.execPath, electron: true } });
  assert.equal(found.origin, 'VS Code itself');
  assert.deepEqual(found.env, { ELECTRON_RUN_AS_NODE: '1' });
});

test('a path in the setting that is wrong is told, not passed over', async () => {
  const looking = findNode({ setting: '/nowhere/node', pathVariable: path.dirname(process.execPath), vscode: here });
  await assert.rejects(looking, { code: 'no-node', message: /\/nowhere\/node does not exist/u });
});
