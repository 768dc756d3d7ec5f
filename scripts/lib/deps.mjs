/** The repository's own dependencies: `npm ci` when what is installed is not what package-lock.json says. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm.mjs';
import { ROOT } from './paths.mjs';
import { step } from './progress.mjs';

/** @typedef {{ readonly packages: Readonly<Record<string, { readonly version?: string, readonly optional?: boolean }>> }} Lock */

/** @param {string} file @returns {Lock} */
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * True when every package that package-lock.json names is installed in that version. npm writes the list of what it
 * installed at the very end, so an installation that was killed does not count. Optional packages may be left out: they
 * are for other machines.
 */
export function dependenciesAreInstalled(root = ROOT) {
  const list = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const installed = read(list).packages;
  return Object.entries(read(path.join(root, 'package-lock.json')).packages).every(([where, wanted]) => {
    if (where === '') return true;
    const have = installed[where];
    return have === undefined ? wanted.optional === true : have.version === wanted.version;
  });
}

/** Installs the dependencies unless they are installed. */
export async function dependencies() {
  if (dependenciesAreInstalled()) return;
  await step('Installing dependencies from npm', () => npm(['ci'], ROOT, 'npm ci'));
}
