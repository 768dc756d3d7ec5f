import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { dependenciesAreInstalled } from '../../../scripts/lib/deps.mjs';

const WANTED = {
  '': {},
  'node_modules/here': { version: '1.2.3' },
  'node_modules/other-machine': { version: '1.0.0', optional: true },
};

/**
 * A folder with a lock file and, unless undefined, npm's list of what it installed.
 * @param {object | undefined} installed @param {(root: string) => void} look
 */
function inFolder(installed, look) {
  const root = mkdtempSync(path.join(os.tmpdir(), 'crane-deps-'));
  try {
    writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: WANTED }));
    mkdirSync(path.join(root, 'node_modules'));
    const list = path.join(root, 'node_modules', '.package-lock.json');
    if (installed !== undefined) writeFileSync(list, JSON.stringify({ packages: installed }));
    look(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('counts dependencies as installed when every version agrees; optional ones may be missing', () => {
  inFolder({ 'node_modules/here': { version: '1.2.3' } }, (root) => assert.equal(dependenciesAreInstalled(root), true));
});

test('does not count another version, a missing package or an installation that was killed', () => {
  for (const installed of [{ 'node_modules/here': { version: '1.2.2' } }, {}, undefined]) {
    inFolder(installed, (root) => assert.equal(dependenciesAreInstalled(root), false));
  }
});
