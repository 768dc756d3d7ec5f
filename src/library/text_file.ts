import { readFile, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { libraryError } from './errors.ts';
import { prepareWorkspace, type Workspace } from './workspace.ts';
import { withWriteLock } from './write_lock.ts';

/** What a file looked like from outside; any change by anybody changes it. */
export type Signature = string;

/** The signature of a file, or `none` where there is none. Error: `file-unreadable`. */
export async function signatureOf(path: string): Promise<Signature> {
  try {
    const found = await stat(path, { bigint: true });
    return `${found.ino}:${found.size}:${found.mtimeNs}`;
  } catch (cause) {
    if (isMissing(cause)) return 'none';
    throw libraryError.unreadable(path, cause);
  }
}

/** The bytes of a file; empty where there is none. Error: `file-unreadable`. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (isMissing(cause)) return new Uint8Array();
    throw libraryError.unreadable(path, cause);
  }
}

/** The text of a file, invalid UTF-8 shown as U+FFFD. */
export function lenientText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** What a rewrite does: the new text (null: leave the file), and what it gives back. */
export interface TextChange<T> {
  readonly text: string | null;
  readonly result: T;
  /** Done just before the new text is put in place. */
  readonly before?: () => Promise<void>;
}

/**
 * Rewrites a text file of the workspace: under the lock reads it anew, asks `change` for the new text (null: leave it),
 * and puts that in place by rename. A change made by hand in the meantime is not overwritten: the file is read again.
 * Errors: `workspace-locked`, `file-unreadable`, `file-unwritable`, `file-encoding`, and whatever `change` throws.
 */
export async function rewriteText<T>(
  workspace: Workspace,
  path: string,
  change: (text: string) => TextChange<T>,
): Promise<T> {
  await prepareWorkspace(workspace);
  return withWriteLock(workspace, async () => {
    for (;;) {
      const seen = await signatureOf(path);
      const { text, result, before } = change(strictText(await readBytes(path), path));
      if (text === null) return result;
      if ((await signatureOf(path)) !== seen) continue;
      try {
        await before?.();
        await writeFileAtomic(path, text);
      } catch (cause) {
        throw libraryError.unwritable(path, cause);
      }
      return result;
    }
  });
}

/** A file that is not UTF-8 must not be rewritten: its bytes would be lost. */
function strictText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw libraryError.encoding(path, cause);
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
