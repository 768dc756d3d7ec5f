/** A VS Code window in the browser: code-server on a free loopback port, with settings and extensions of its own. */
import { existsSync, mkdirSync, openSync, readFileSync, closeSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { codeServer } from './codeserver.mjs';
import { ROOT } from './paths.mjs';
import { ended, environment, start } from './processes.mjs';
import { Told } from './progress.mjs';

/** Settings of the window: quiet, offline, and trusting, because the folder it opens is our own copy. */
const QUIET = {
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * Writes the settings unless the person has their own in this folder already.
 * @param {string} userData @param {Readonly<Record<string, unknown>>} [more] settings that win over the quiet ones
 */
export function writeSettings(userData, more = {}) {
  const file = path.join(userData, 'User', 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...QUIET, ...more }, null, 2)}\n`);
}

/**
 * Lists this repository as an installed extension, in place, as "Developer: Install Extension from Location…" does.
 * @param {string} extensions the window's folder of extensions
 */
export function installInPlace(extensions) {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  mkdirSync(extensions, { recursive: true });
  const location = { $mid: 1, path: pathToFileURL(ROOT).pathname, scheme: 'file' };
  const entry = { identifier: { id: `${publisher}.${name}` }, version, location, metadata: { source: 'resource' } };
  writeFileSync(path.join(extensions, 'extensions.json'), JSON.stringify([entry]));
}

/** A free loopback port. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Whether nothing listens on a loopback port. @param {number} port @returns {Promise<boolean>} */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/**
 * @typedef {object} WindowOptions
 * @property {string} home folder for settings, extensions and the log
 * @property {number} [port] a free one by default
 * @property {boolean} [driver] true lets the page name a development extension and its tests
 * @property {boolean} [inPlace] true lists this repository as an installed extension
 * @property {Readonly<Record<string, unknown>>} [settings]
 * @property {Readonly<Record<string, string | undefined>>} [env] for the server and so for the extension host
 */

/**
 * Starts code-server and waits until it answers. `endAll` ends it.
 * @param {WindowOptions} options
 * @returns {Promise<{ port: number, origin: string, log: string, gone: Promise<string> }>} `gone` settles when it ends
 * @throws {Told} when it ends at once or does not answer within a minute
 */
export async function openWindow({ home, port, driver = false, inPlace = false, settings = {}, env = {} }) {
  const { node, entry } = await codeServer();
  const at = port ?? (await freePort());
  const userData = path.join(home, 'user-data');
  const extensions = path.join(home, 'extensions');
  writeSettings(userData, settings);
  if (inPlace) installInPlace(extensions);
  const config = path.join(home, 'config.yaml');
  writeFileSync(config, 'auth: none\n');
  const log = path.join(home, 'code-server.log');
  const output = openSync(log, 'w');
  const args = [
    entry,
    ...['--config', config, '--bind-addr', `127.0.0.1:${at}`, '--auth', 'none'],
    ...['--user-data-dir', userData, '--extensions-dir', extensions],
    ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
    ...['--disable-getting-started-override', '--disable-proxy', '--ignore-last-opened'],
    // A closed tab's extension host, and with it the CRANE server, ends after ten minutes instead of three hours.
    ...['--reconnection-grace-time', '600'],
    ...(driver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  // An empty gallery keeps the window from asking the extension marketplace.
  const child = start(node, args, {
    env: environment({ EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env }),
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const gone = ended(child);
  const origin = `http://127.0.0.1:${at}`;
  const tail = () => readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n');
  const up = await Promise.race([answers(`${origin}/healthz`, 60_000), gone]);
  if (up !== true) throw new Told(`VS Code did not start (${up === false ? 'no answer in 60 s' : up}).\n${tail()}`);
  return { port: at, origin, log, gone };
}

/** @param {string} url @param {number} patience milliseconds @returns {Promise<boolean>} */
async function answers(url, patience) {
  for (const until = Date.now() + patience; Date.now() < until; await sleep(100)) {
    try {
      if ((await fetch(url)).ok) return true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // Not listening yet is a TypeError; anything else is ours.
    }
  }
  return false;
}
