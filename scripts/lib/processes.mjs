/** Starting programs so that everything they start in turn can be ended, and is. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Told } from './progress.mjs';

/** Set for every program we start; children inherit it, and by it Linux shows which processes are ours. */
const MARK = 'CRANE_STARTED_BY';
const OURS = randomUUID();

/** What npm and VS Code set for their own children. */
const LEFT_BEHIND = /^(npm_(package|lifecycle|config_local_prefix|command)|VSCODE_(IPC|PID|CWD|NLS|ESM))/;

/** Process groups not yet ended. @type {Set<number>} */
const groups = new Set();

/**
 * The environment for a program of ours: this process's, the mark, the folder of the running Node first on the PATH, and
 * without what npm and VS Code leave behind for their own children.
 * @param {Readonly<Record<string, string | undefined>>} [extra] undefined removes a variable
 */
export function environment(extra = {}) {
  const env = Object.entries({ ...process.env, ...extra, [MARK]: OURS }).filter(
    ([key, value]) => value !== undefined && !LEFT_BEHIND.test(key),
  );
  return Object.fromEntries(
    env.map(([key, value]) => [
      key,
      key.toUpperCase() === 'PATH' ? `${path.dirname(process.execPath)}${path.delimiter}${value}` : value,
    ]),
  );
}

/**
 * Runs a program to its end, silently; its output comes back, and is part of the message when it fails.
 * @param {string} command @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, what?: string, mend?: string }} [options]
 * @returns {Promise<string>} stdout and stderr together
 * @throws {Told} when it cannot be started or does not exit with 0
 */
export async function runToEnd(command, args, { cwd, env, what = command, mend = '' } = {}) {
  const child = start(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  const ending = await ended(child);
  if (ending !== '0') {
    throw new Told(
      `${what} failed (${ending}).${mend ? ` ${mend}` : ''}\n${output.trim().split('\n').slice(-25).join('\n')}`,
    );
  }
  return output;
}

/**
 * Starts a program at the head of a process group of its own.
 * @param {string} command @param {readonly string[]} args
 * @param {{ cwd?: string | undefined, env?: Record<string, string | undefined> | undefined, stdio?: import('node:child_process').StdioOptions }} [options]
 */
export function start(command, args, { cwd, env, stdio = 'ignore' } = {}) {
  const windows = process.platform === 'win32';
  const child = spawn(command, [...args], {
    cwd,
    env: env ?? environment(),
    stdio,
    detached: !windows,
    shell: windows && /\.(cmd|bat)$/i.test(command),
  });
  const group = child.pid;
  if (group !== undefined) {
    groups.add(group);
    // The id of a group without members may be given to someone else's.
    child.once('exit', () => {
      if (windows || process.platform === 'linux' || !signal(-group, 0)) groups.delete(group);
    });
  }
  return child;
}

/** How a program ended: its exit code or signal in words. @param {import('node:child_process').ChildProcess} child */
export function ended(child) {
  return new Promise((/** @type {(how: string) => void} */ resolve) => {
    if (child.exitCode !== null) return resolve(String(child.exitCode));
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => resolve(code === null ? `ended by ${signal}` : String(code)));
  });
}

/**
 * Ids of the processes that are still ours: on Linux those in our groups and those that carry our mark, wherever they
 * went; elsewhere our groups, as negative ids. A process that has ended but was not yet collected does not count.
 */
function ours() {
  if (process.platform !== 'linux') return [...groups].filter((group) => signal(-group, 0)).map((group) => -group);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        // The program's name, in parentheses, may hold anything; state, parent and group follow its last parenthesis.
        const [state, , group] = readFileSync(`/proc/${name}/stat`, 'latin1')
          .replace(/^.*\) /su, '')
          .split(' ');
        if (state === 'Z') return false;
        if (groups.has(Number(group))) return true;
        return readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(`${MARK}=${OURS}`);
      } catch {
        return false; // It ended meanwhile, or belongs to someone else.
      }
    })
    .map(Number);
}

/** @param {number} target process id, or a group's id negated @param {NodeJS.Signals | 0} name @returns {boolean} false when there is none */
function signal(target, name) {
  try {
    process.kill(target, name);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return false;
    throw error;
  }
}

/**
 * Ends every program started here and everything those started, first politely, after `patience` by force.
 * @param {number} [patience] milliseconds
 * @returns {Promise<readonly number[]>} process ids that could not be ended; empty when all is well
 */
export async function endAll(patience = 4000) {
  if (process.platform === 'win32') {
    for (const pid of groups) await ended(spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore' }));
    groups.clear();
    return [];
  }
  for (const name of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    for (const target of ours()) signal(target, name);
    for (const until = Date.now() + patience; ours().length > 0 && Date.now() < until;) await sleep(50);
  }
  const stubborn = ours();
  if (stubborn.length === 0) groups.clear();
  return stubborn;
}

/**
 * Calls `then` once the process that started us is gone. npm starts scripts through a shell; when npm is ended by a signal,
 * the shell goes with it and the signal never arrives here. Scripts started by hand may outlive their terminal.
 * @param {() => void} then
 */
export function whenOrphaned(then) {
  if (process.platform === 'win32' || process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, 1000);
  timer.unref();
}

/**
 * Ends everything, and then this process, on Ctrl-C, on SIGTERM, and when the terminal or npm is gone. A second signal
 * does not wait.
 * @param {() => Promise<void>} [before] closes what is not a process
 */
export function endOnSignal(before = async () => undefined) {
  let ending = false;
  const end = (/** @type {number} */ code) => {
    if (ending) {
      for (const target of ours()) signal(target, 'SIGKILL');
      process.exit(code);
    }
    ending = true;
    void before()
      .catch((error) => process.stderr.write(`${error}\n`))
      .then(() => endAll())
      .then((stubborn) => {
        if (stubborn.length > 0) process.stderr.write(`Could not end: ${stubborn.join(', ')}\n`);
        process.exit(code);
      });
  };
  process.on('SIGINT', () => end(130));
  process.on('SIGTERM', () => end(143));
  process.on('SIGHUP', () => end(129));
  whenOrphaned(() => end(129));
}
