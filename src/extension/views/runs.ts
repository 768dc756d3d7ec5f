import * as vscode from 'vscode';
import type { TraceSummary } from '../../protocol/trace_schema.ts';
import { told } from '../errors.ts';
import type { Server } from '../server/server.ts';

const PAGE = 100;
/** An evaluation stores several traces a second; the list is read anew at most this often. */
const REFRESH_EVERY_MS = 400;

/** The stored traces known to this window, newest first, read from the running server page by page. */
export interface Runs extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  readonly list: readonly TraceSummary[];
  /** Whether older ones are stored. */
  readonly more: boolean;
  /** Why the list could not be read, or null. */
  readonly problem: string | null;
  readonly latestOf: (sampleId: string) => TraceSummary | null;
  refresh(): Promise<void>;
  loadMore(): Promise<void>;
}

export function createRuns(server: Server, log: vscode.LogOutputChannel): Runs {
  const changed = new vscode.EventEmitter<void>();
  let list: readonly TraceSummary[] = [];
  let latest: ReadonlyMap<string, TraceSummary> = new Map();
  let next: string | null = null;
  let problem: string | null = null;
  let timer: NodeJS.Timeout | null = null;

  function show(traces: readonly TraceSummary[], older: string | null): void {
    list = traces;
    next = older;
    problem = null;
    const newest = new Map<string, TraceSummary>();
    for (const trace of traces) {
      if (trace.sampleId !== null && !newest.has(trace.sampleId)) newest.set(trace.sampleId, trace);
    }
    latest = newest;
    changed.fire();
  }

  async function read(before: string | null): Promise<void> {
    const client = server.running();
    if (client === null) {
      show([], null);
      return;
    }
    try {
      // A refresh keeps as many rows as a person has loaded.
      const limit = before === null ? Math.min(1000, Math.max(PAGE, list.length)) : PAGE;
      const page = await client.traces({ limit, ...(before === null ? {} : { before }) });
      show(before === null ? page.traces : [...list, ...page.traces], page.next);
    } catch (error) {
      problem = told(error)?.message ?? null;
      log.error(`Runs could not be read: ${problem ?? 'stopped'}`);
      changed.fire();
    }
  }

  function refreshSoon(): void {
    timer ??= setTimeout(() => {
      timer = null;
      void read(null);
    }, REFRESH_EVERY_MS);
  }

  const subscriptions = vscode.Disposable.from(
    changed,
    server.onDidChange((event) => {
      if (event.type === 'connected') void read(null);
      if (event.type === 'traces') refreshSoon();
    }),
    server.onDidChangeState((state) => {
      if (state.kind !== 'running' && list.length > 0) show([], null);
    }),
  );
  return {
    onDidChange: changed.event,
    get list() {
      return list;
    },
    get more() {
      return next !== null;
    },
    get problem() {
      return problem;
    },
    latestOf: (sampleId) => latest.get(sampleId) ?? null,
    refresh: () => read(null),
    loadMore: () => read(next),
    dispose: () => {
      if (timer !== null) clearTimeout(timer);
      subscriptions.dispose();
    },
  };
}
