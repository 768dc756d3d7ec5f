import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { libraryError } from './errors.ts';
import type { Workspace } from './workspace.ts';

const WAIT_MS = 15_000;
const RETRY_MS = 25;
const SQLITE_BUSY = 5;

/** The last writer in line, by lock file: writers of one process queue here instead of polling each other. */
const lines = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while no other writer, in this process or another, holds the workspace. The lock is an exclusive SQLite
 * transaction on a file of its own: the operating system drops it with the process, so a crash never leaves it behind.
 * Errors: `workspace-locked` after 15 seconds of waiting.
 */
export async function withWriteLock<T>(workspace: Workspace, work: () => Promise<T>): Promise<T> {
  const file = join(workspace.cache, 'write-lock.sqlite');
  const before = lines.get(file) ?? Promise.resolve();
  const mine = before.then(() => holdLock(file, work));
  // A failed writer must not fail those behind it.
  const settled = mine.catch(() => undefined);
  lines.set(file, settled);
  void settled.then(() => {
    if (lines.get(file) === settled) lines.delete(file);
  });
  return mine;
}

async function holdLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    await begin(database, file);
    return await work();
  } finally {
    // Closing rolls the empty transaction back and lets go of the lock.
    database.close();
  }
}

async function begin(database: DatabaseSync, file: string): Promise<void> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    try {
      database.exec('BEGIN EXCLUSIVE');
      return;
    } catch (cause) {
      if (!(cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY)) {
        throw libraryError.unwritable(file, cause);
      }
      if (Date.now() > until) throw libraryError.locked(file);
    }
    await sleep(RETRY_MS * (0.5 + Math.random()));
  }
}
