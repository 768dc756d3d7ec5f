import * as vscode from 'vscode';
import type { Trace } from '../protocol/trace_schema.ts';
import { traceUnknown } from './errors.ts';
import type { LiveRun } from './runs/live_run.ts';
import { stateOfTrace, type TraceState } from './runs/trace_state.ts';
import type { Server } from './server/server.ts';

/** Which trace: one that the server stores, or an exported file. */
export type TraceRef =
  { readonly kind: 'stored'; readonly id: string } | { readonly kind: 'file'; readonly uri: vscode.Uri };

/** How many stored traces are kept in memory. */
const KEPT = 40;

/** The traces that views and documents show, fetched once and kept while in use. */
export interface Traces extends vscode.Disposable {
  /** A trace changed, with its key (`refKey`): it streams on, or was judged. */
  readonly onDidChange: vscode.Event<string>;
  /** @throws when the server does not have it, or the file is no trace */
  state(ref: TraceRef): Promise<TraceState>;
  /** The trace as it is kept now, without fetching. */
  kept(ref: TraceRef): TraceState | null;
  /** Takes a trace that the server sent, new or changed. */
  put(trace: Trace): void;
  /** Adds what was found here about a trace that is kept. */
  amend(ref: TraceRef, found: Partial<Pick<TraceState, 'verdicts' | 'rewards'>>): void;
  /** Shows a running trace under its id while it streams. */
  follow(run: LiveRun): void;
}

export const refKey = (ref: TraceRef): string =>
  ref.kind === 'stored' ? `id:${ref.id}` : `file:${ref.uri.toString()}`;

export function createTraces(server: Server): Traces {
  const changed = new vscode.EventEmitter<string>();
  const states = new Map<string, TraceState>();
  const live = new Map<string, LiveRun>();

  function keep(key: string, state: TraceState): void {
    states.delete(key);
    states.set(key, state);
    const oldest = states.size > KEPT ? states.keys().next().value : undefined;
    if (oldest !== undefined) states.delete(oldest);
    changed.fire(key);
  }

  const kept = (ref: TraceRef): TraceState | null => {
    const run = ref.kind === 'stored' ? live.get(ref.id) : undefined;
    return run?.state ?? states.get(refKey(ref)) ?? null;
  };

  async function state(ref: TraceRef): Promise<TraceState> {
    const known = kept(ref);
    if (known !== null) return known;
    if (ref.kind === 'file') {
      const { readTraceFile } = await import('./trace_file/read_trace_file.ts');
      const read = stateOfTrace(await readTraceFile(ref.uri));
      keep(refKey(ref), read);
      return read;
    }
    const client = await server.client();
    try {
      const fetched = stateOfTrace(await client.trace(ref.id));
      keep(refKey(ref), fetched);
      return fetched;
    } catch (error) {
      if (error instanceof Error && 'status' in error && error.status === 404) throw traceUnknown(ref.id);
      throw error;
    }
  }

  return {
    onDidChange: changed.event,
    state,
    kept,
    put: (trace) => {
      keep(refKey({ kind: 'stored', id: trace.id }), stateOfTrace(trace));
    },
    amend: (ref, found) => {
      const known = kept(ref);
      if (known !== null) keep(refKey(ref), { ...known, ...found });
    },
    follow: (run) => {
      const listening = run.onDidChange(() => {
        const { id } = run.state;
        if (id === null) return;
        if (run.running) live.set(id, run);
        changed.fire(refKey({ kind: 'stored', id }));
      });
      void run.ended.then((trace) => {
        listening.dispose();
        const { id } = run.state;
        if (id !== null) live.delete(id);
        if (trace !== null) keep(refKey({ kind: 'stored', id: trace.id }), stateOfTrace(trace));
        else if (id !== null) keep(refKey({ kind: 'stored', id }), run.state);
      });
    },
    dispose: () => {
      changed.dispose();
    },
  };
}
