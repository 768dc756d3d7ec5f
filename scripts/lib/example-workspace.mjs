/** Copies of the example workspace, which a person may change as they like. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from './paths.mjs';
import { Told } from './progress.mjs';

/** What the server made in a workspace, and can make again. */
const DERIVED = /[\\/]\.crane[\\/](cache|runs\.sqlite[^\\/]*)$/;

/**
 * Copies the example workspace unless a copy is there. The copy appears whole or not at all.
 * @param {string} target @param {boolean} fresh true begins anew
 */
export function copyWorkspace(target, fresh) {
  if (fresh) rmSync(target, { recursive: true, force: true });
  if (existsSync(target)) return;
  const source = fromRoot('examples', 'workspace');
  if (!existsSync(source))
    throw new Told('examples/workspace is missing from this copy of the repository. Clone it again.');
  mkdirSync(path.dirname(target), { recursive: true });
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(source, partial, { recursive: true, filter: (file) => !DERIVED.test(file) });
  renameSync(partial, target);
}
