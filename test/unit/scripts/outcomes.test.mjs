import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runNodeTests } from '../../../scripts/lib/node-tests.mjs';
import { count, inWords } from '../../../scripts/lib/outcome.mjs';

/** Runs one test file's text. @param {string} text */
async function outcomesOf(text) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crane-outcomes-'));
  try {
    const file = path.join(folder, 'given.test.mjs');
    writeFileSync(file, text);
    return await runNodeTests([file], { concurrency: 1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('counts each test once, whether it passed, failed or was skipped, and no suite', async () => {
  const outcomes = await outcomesOf(`
    import assert from 'node:assert';
    import { describe, it } from 'node:test';
    describe('a suite', () => {
      it('passes', () => {});
      it('fails', () => assert.equal(1, 2));
      it('is skipped', { skip: true }, () => {});
    });
  `);
  assert.equal(inWords(count(outcomes)), '1 passed, 1 failed, 1 skipped');
  assert.match(outcomes.find((outcome) => outcome.state === 'failed')?.error ?? '', /AssertionError/u);
});

test('counts a file that breaks before its tests as a failure, with the reason', async () => {
  const outcomes = await outcomesOf("import './no-such-file.mjs';");
  assert.equal(inWords(count(outcomes)), '0 passed, 1 failed, 0 skipped');
  assert.match(outcomes[0]?.error ?? '', /Cannot find module/u);
});

test('counts a file without tests as a failure', async () => {
  const outcomes = await outcomesOf('export {};');
  assert.equal(inWords(count(outcomes)), '0 passed, 1 failed, 0 skipped');
  assert.equal(outcomes[0]?.error, 'The file holds no tests.');
});

test('counts a suite whose set-up fails as a failure', async () => {
  const outcomes = await outcomesOf(`
    import { before, describe, it } from 'node:test';
    describe('a suite', () => {
      before(() => { throw new Error('no database'); });
      it('never runs', () => {});
    });
  `);
  assert.ok(count(outcomes).failed > 0);
  assert.match(outcomes.map((outcome) => outcome.error).join('\n'), /no database/u);
});
