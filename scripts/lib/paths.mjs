/** Where things stand in the repository. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Built bundles. */
export const DIST = path.join(ROOT, 'dist');

/** What a person looks at afterwards: workspaces, screenshots, reports. */
export const OUT = path.join(ROOT, 'out');

/** What was fetched to run the product: Node 24, code-server, and their own folders for settings. */
export const RUNTIME = path.join(ROOT, '.runtime');

/** @param {...string} parts below the repository's root */
export const fromRoot = (...parts) => path.join(ROOT, ...parts);

/** True when the module is what Node was asked to run, not an import. @param {string} url the module's import.meta.url */
export function isMain(url) {
  const asked = process.argv[1];
  return asked !== undefined && realpathSync(asked) === realpathSync(fileURLToPath(url));
}
