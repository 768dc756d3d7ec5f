/** A Chromium to drive: the system's, or Debian's package when we may install it. */
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { environment, runToEnd } from './processes.mjs';
import { step } from './progress.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
  'chrome.exe',
  'msedge.exe',
];

const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Quiet, offline, and working as root in a container. */
export const CHROMIUM_FLAGS = /** @type {const} */ ([
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]);

/** The path of a program on the PATH, or undefined. @param {string} name */
export function onPath(name) {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (folder === '' || !existsSync(file)) continue;
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue; // There, but not executable: another folder may have it.
    }
  }
  return undefined;
}

/** The path of a Chromium on this machine, or undefined. CHROMIUM in the environment decides. */
export function findChromium() {
  const named = process.env['CHROMIUM'];
  if (named) return existsSync(named) ? named : undefined;
  return NAMES.map(onPath).find((file) => file !== undefined) ?? ELSEWHERE.find((file) => existsSync(file));
}

/** What a person can do when there is no Chromium. */
export const CHROMIUM_MEND =
  'Install Chromium or Chrome (on Debian or Ubuntu: sudo apt-get install chromium), or name one: CHROMIUM=/path/to/chromium.';

/**
 * A Chromium, installed with apt-get when there is none and we are root on Debian.
 * @returns {Promise<string | undefined>} its path, or undefined when a person has to install it
 */
export async function chromium() {
  const found = findChromium();
  if (found !== undefined || process.env['CHROMIUM']) return found;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || onPath('apt-get') === undefined) return undefined;
  await step('Installing Chromium with apt-get', async () => {
    const env = environment({ DEBIAN_FRONTEND: 'noninteractive' });
    const wait = ['-o', 'DPkg::Lock::Timeout=600'];
    await runToEnd('apt-get', [...wait, 'update'], { env, what: 'apt-get update' });
    const packages = ['chromium', 'fonts-dejavu-core'];
    const install = [...wait, 'install', '-y', '--no-install-recommends', ...packages];
    await runToEnd('apt-get', install, { env, what: 'apt-get install chromium' });
  });
  return findChromium();
}
