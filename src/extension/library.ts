import * as vscode from 'vscode';
import type { FileProblem } from '../protocol/http.ts';
import type { EditFact } from '../facts/types.ts';
import type { Sample } from '../samples/types.ts';
import { readFactsFile, readSampleFiles } from './library_files.ts';
import type { Server } from './server/server.ts';
import { workspaceFolder } from './workspace_folder.ts';

/** Edit facts and samples as the views show them, with the lines that could not be read. */
export interface Library extends vscode.Disposable {
  readonly onDidChange: vscode.Event<'facts' | 'samples'>;
  facts(): Promise<{ readonly facts: readonly EditFact[]; readonly problems: readonly FileProblem[] }>;
  samples(): Promise<{ readonly samples: readonly Sample[]; readonly problems: readonly FileProblem[] }>;
}

/**
 * Reads from the running server; without one (Restricted Mode, stopped, not started yet) from the files themselves,
 * through the same parsers. Answers are kept until something changes.
 */
export function createLibrary(server: Server): Library {
  const changed = new vscode.EventEmitter<'facts' | 'samples'>();
  let facts: ReturnType<Library['facts']> | null = null;
  let samples: ReturnType<Library['samples']> | null = null;

  function forget(what: 'facts' | 'samples'): void {
    if (what === 'facts') facts = null;
    else samples = null;
    changed.fire(what);
  }

  const subscriptions = vscode.Disposable.from(
    changed,
    server.onDidChange((event) => {
      if (event.type === 'facts' || event.type === 'connected') forget('facts');
      if (event.type === 'samples' || event.type === 'connected') forget('samples');
    }),
    ...watchers((what) => {
      // A running server watches the files too, and says when it has read them.
      if (server.running() === null) forget(what);
    }),
  );
  return {
    onDidChange: changed.event,
    facts: () => (facts ??= forgetOnFailure(readFacts(server), () => (facts = null))),
    samples: () => (samples ??= forgetOnFailure(readSamples(server), () => (samples = null))),
    dispose: () => {
      subscriptions.dispose();
    },
  };
}

async function readFacts(server: Server): ReturnType<Library['facts']> {
  const client = server.running();
  return client === null ? readFactsFile() : client.facts();
}

async function readSamples(server: Server): ReturnType<Library['samples']> {
  const client = server.running();
  return client === null ? readSampleFiles() : client.samples();
}

/** A failed read is tried again the next time somebody asks. */
function forgetOnFailure<T>(reading: Promise<T>, forget: () => void): Promise<T> {
  reading.catch(forget);
  return reading;
}

function watchers(onChange: (what: 'facts' | 'samples') => void): vscode.Disposable[] {
  const folder = workspaceFolder();
  if (folder === null) return [];
  const watch = (glob: string, what: 'facts' | 'samples'): vscode.Disposable => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, glob));
    const tell = (): void => {
      onChange(what);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(tell),
      watcher.onDidChange(tell),
      watcher.onDidDelete(tell),
    );
  };
  return [watch('.crane/facts.jsonl', 'facts'), watch('.crane/samples/*.jsonl', 'samples')];
}
