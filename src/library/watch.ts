import { once } from 'node:events';
import { join, sep } from 'node:path';
import { watch } from 'chokidar';
import type { Workspace } from './workspace.ts';

/** Changes within this time are told as one, in milliseconds. */
const SETTLE_MS = 50;

export interface WorkspaceWatch {
  close(): Promise<void>;
}

/**
 * Tells of changes to the facts and samples files, whoever makes them; resolves once it watches. `.crane` must exist.
 * `onError` hears when the operating system cannot watch (too many watches): then changes are seen at the next read.
 */
export async function watchWorkspace(
  workspace: Workspace,
  onChange: (what: 'facts' | 'samples') => void,
  onError: (error: unknown) => void,
): Promise<WorkspaceWatch> {
  const timers = new Map<string, NodeJS.Timeout>();
  const watcher = watch(workspace.crane, {
    ignoreInitial: true,
    depth: 1,
    ignored: (path) => !isOfInterest(workspace, path),
  });
  watcher.on('all', (_event, path) => {
    const what = path === workspace.facts ? 'facts' : path.endsWith('.jsonl') ? 'samples' : null;
    if (what === null) return;
    clearTimeout(timers.get(what));
    timers.set(
      what,
      setTimeout(() => onChange(what), SETTLE_MS),
    );
  });
  watcher.on('error', onError);
  await once(watcher, 'ready');
  return {
    close: async () => {
      for (const timer of timers.values()) clearTimeout(timer);
      await watcher.close();
    },
  };
}

/** Not the cache, the images and the database, which change all the time. */
function isOfInterest(workspace: Workspace, path: string): boolean {
  return (
    path === workspace.crane ||
    path === workspace.facts ||
    path === workspace.samples ||
    path === join(workspace.crane, '..') ||
    path.startsWith(workspace.samples + sep)
  );
}
