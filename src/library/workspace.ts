import { existsSync } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { libraryError } from './errors.ts';

/** Where the files of one workspace stand (contract, "Files in a workspace"). All paths are absolute. */
export interface Workspace {
  readonly root: string;
  readonly crane: string;
  readonly facts: string;
  readonly samples: string;
  readonly images: string;
  /** Derived files only: everything in it may be deleted at any time. */
  readonly cache: string;
  readonly runs: string;
}

/**
 * The paths of the workspace at `root`: its `.crane` folder, or, where it has none and holds samples itself, the folder
 * of a benchmark (`crane bench synth --out`). Changes nothing.
 */
export function workspaceAt(root: string): Workspace {
  const folder = resolve(root);
  const own = join(folder, '.crane');
  const crane = !existsSync(own) && existsSync(join(folder, 'samples')) ? folder : own;
  return {
    root: folder,
    crane,
    facts: join(crane, 'facts.jsonl'),
    samples: join(crane, 'samples'),
    images: join(crane, 'images'),
    cache: join(crane, 'cache'),
    runs: join(crane, 'runs.sqlite'),
  };
}

const GITIGNORE = `# Written by CRANE: runs and derived files stay on this machine.
runs.sqlite*
cache/
`;

/**
 * Makes `.crane` with its `.gitignore` where they are missing; called before the first write.
 * Errors: `workspace-missing`, `file-unwritable`.
 */
export async function prepareWorkspace(workspace: Workspace): Promise<void> {
  const root = await stat(workspace.root).catch(() => null);
  if (root === null || !root.isDirectory()) throw libraryError.noWorkspace(workspace.root);
  try {
    await mkdir(workspace.cache, { recursive: true });
    await writeFile(join(workspace.crane, '.gitignore'), GITIGNORE, { flag: 'wx' });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return;
    throw libraryError.unwritable(workspace.crane, cause);
  }
}
