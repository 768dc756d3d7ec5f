/** npm, run under the Node that runs us, and packages of exact versions in folders of their own. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { environment, runToEnd } from './processes.mjs';
import { Told } from './progress.mjs';

/** The npm to call: the one that called us, or the one on the PATH. @returns {readonly [string, ...string[]]} */
function npmCommand() {
  const ours = process.env['npm_execpath'];
  if (ours?.endsWith('.js') && existsSync(ours)) return [process.execPath, ours];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/**
 * Runs npm in a folder.
 * @param {readonly string[]} args @param {string} cwd @param {string} what for the message, as "Installing dependencies"
 */
export async function npm(args, cwd, what) {
  const [command, ...first] = npmCommand();
  await runToEnd(command, [...first, ...args], {
    cwd,
    env: environment({ ONNXRUNTIME_NODE_INSTALL: 'skip', npm_config_fund: 'false', npm_config_audit: 'false' }),
    what,
    mend: 'Is the npm registry reachable? Run the same command again; it goes on where it stopped.',
  });
}

/**
 * Installs packages of exact versions, with no install scripts, into a folder of their own. Done before, it costs nothing;
 * killed halfway, the next call installs again: the marker file is written last.
 * @param {string} folder
 * @param {string} spec name@version
 * @param {(folder: string) => Promise<void>} [after] more to do before it counts as installed
 */
export async function installPinned(folder, spec, after = async () => undefined) {
  if (isInstalled(folder, spec)) return;
  const marker = path.join(folder, MARKER);
  rmSync(marker, { force: true });
  mkdirSync(folder, { recursive: true });
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  await npm(
    ['install', '--ignore-scripts', '--save-exact', '--prefix', folder, spec],
    folder,
    `Fetching ${spec} from npm`,
  );
  const { version } = JSON.parse(readFileSync(path.join(folder, 'node_modules', nameOf(spec), 'package.json'), 'utf8'));
  if (!spec.endsWith(`@${version}`)) throw new Told(`npm installed ${nameOf(spec)} ${version} instead of ${spec}.`);
  await after(folder);
  writeFileSync(marker, `${spec}\n`);
}

const MARKER = 'installed';

/** @param {string} folder @param {string} spec */
export function isInstalled(folder, spec) {
  const marker = path.join(folder, MARKER);
  return existsSync(marker) && readFileSync(marker, 'utf8').trim() === spec;
}

/** @param {string} spec name@version */
const nameOf = (spec) => spec.slice(0, spec.lastIndexOf('@'));
