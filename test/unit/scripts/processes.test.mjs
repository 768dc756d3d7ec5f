import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { test } from 'node:test';
import { endAll, ended, runToEnd, start } from '../../../scripts/lib/processes.mjs';
import { Told } from '../../../scripts/lib/progress.mjs';

/** Whether a process runs; one that has ended but was not yet collected does not. @param {number} pid */
function isAlive(pid) {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/^.*\) Z /su.test(readFileSync(stat, 'latin1'));
}

/** Runs until ended, in a session of its own as a daemon would, and says its process id. */
const DAEMON = `
  const { spawn } = require('node:child_process');
  const forever = 'setInterval(() => {}, 1000); process.on("SIGTERM", () => {})';
  const daemon = spawn(process.execPath, ['-e', forever], { detached: true, stdio: 'ignore' });
  console.log(daemon.pid);
  setInterval(() => {}, 1000);
`;

test('ends what a program started, even a process that left its group and ignores SIGTERM', async (t) => {
  if (process.platform !== 'linux') return t.skip('only Linux shows which processes are ours');
  const child = start(process.execPath, ['-e', DAEMON], { stdio: ['ignore', 'pipe', 'inherit'] });
  assert.ok(child.stdout && child.pid);
  const [text] = await once(child.stdout, 'data');
  const daemon = Number(text);
  assert.ok(isAlive(daemon));
  const ending = ended(child);
  assert.deepEqual(await endAll(500), []);
  assert.equal(await ending, 'ended by SIGTERM');
  assert.equal(isAlive(daemon), false);
});

test('tells how a program failed, with its last words and the mend', async () => {
  const failing = runToEnd(process.execPath, ['-e', 'console.error("no disk"); process.exit(3)'], {
    what: 'Copying',
    mend: 'Free some space.',
  });
  await assert.rejects(failing, (error) => {
    assert.ok(error instanceof Told);
    assert.equal(error.message, 'Copying failed (3). Free some space.\nno disk');
    return true;
  });
});

test('tells when a program cannot be started', async () => {
  await assert.rejects(runToEnd('no-such-program-here', []), /could not be started: .*ENOENT/u);
});
