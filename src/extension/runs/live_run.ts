import * as vscode from 'vscode';
import type { CraneClient } from '../../protocol/client.ts';
import type { RunEvent, RunRequest } from '../../protocol/http.ts';
import type { Trace } from '../../protocol/trace_schema.ts';
import type { ToTraceView } from '../../protocol/webview.ts';
import type { Step } from '../../trace/types.ts';
import { told } from '../errors.ts';
import { coalesced } from './coalesce.ts';
import { liveScan, type LiveScan } from './live_scan.ts';
import { contextOf } from './trace_context.ts';
import { stateOfTrace, titleOf, type TraceState } from './trace_state.ts';

/** At most 20 messages a second reach a view (issue: deltas coalesced). */
const PATCH_EVERY_MS = 50;

type StreamPatch = Extract<ToTraceView, { readonly type: 'stream' }>;

/** What a view is told: the whole state has changed, or text was appended. */
export type LiveChange = { readonly type: 'state' } | StreamPatch;

/** One generation as it happens. Views read `state` and follow `onDidChange`. */
export interface LiveRun {
  readonly request: RunRequest;
  readonly state: TraceState;
  readonly onDidChange: vscode.Event<LiveChange>;
  /** Resolves, never rejects, at the end: the stored trace, or null when there is none. */
  readonly ended: Promise<Trace | null>;
  readonly running: boolean;
  /** Stops the generation; what was written so far is kept. */
  stop(): void;
}

/** Asks the server for a run and follows it to its end. Failures become part of the state. */
export function startRun(
  getClient: (signal: AbortSignal) => Promise<CraneClient>,
  request: RunRequest,
  initial: TraceState,
): LiveRun {
  const changed = new vscode.EventEmitter<LiveChange>();
  const abort = new AbortController();
  let state = initial;
  let scan: LiveScan | null = null;
  let sent = { text: 0, steps: [] as readonly Step[] };
  let running = true;
  let unread = false;

  /** The state with the newest text scanned; a scan costs, so it is done when somebody looks. */
  function current(): TraceState {
    if (unread && scan !== null) state = { ...state, ...scan.read() };
    unread = false;
    return state;
  }

  const patches = coalesced(() => {
    const from = sent.text;
    const { text, steps, labels, schema } = current();
    const stepsFrom = firstDifference(sent.steps, steps);
    sent = { text: text.length, steps };
    changed.fire({
      type: 'stream',
      from,
      text: text.slice(from),
      stepsFrom,
      steps: steps.slice(stepsFrom),
      labels,
      schema,
    });
  }, PATCH_EVERY_MS);

  function become(next: TraceState): void {
    patches.dispose();
    state = next;
    unread = false;
    sent = { text: state.text.length, steps: state.steps };
    changed.fire({ type: 'state' });
  }

  function take(event: RunEvent): Trace | null {
    switch (event.type) {
      case 'start':
        become({
          ...state,
          phase: 'streaming',
          id: event.id,
          title: titleOf(event.question),
          question: event.question,
          image: event.image,
          sampleId: event.sample?.id ?? null,
          sample: event.sample,
          sampleFact: event.sampleFact,
          facts: event.facts,
          retrieval: event.retrieval,
          method: event.method,
          model: event.model,
          engine: event.engine,
          prompt: event.prompt,
        });
        scan = liveScan(contextOf(state));
        return null;
      case 'notice':
        become({ ...current(), notices: [...state.notices, event.notice] });
        return null;
      case 'delta':
        scan?.push(event.text);
        unread = true;
        state = { ...state, text: state.text + event.text };
        patches.request();
        return null;
      case 'end':
        become(stateOfTrace(event.trace));
        return event.trace;
      case 'error':
        become({
          ...(event.trace === null ? current() : stateOfTrace(event.trace)),
          phase: 'error',
          error: { message: event.error.message, mend: event.error.mend },
        });
        return event.trace;
    }
  }

  async function follow(): Promise<Trace | null> {
    try {
      let last: Trace | null = null;
      const client = await getClient(abort.signal);
      for await (const event of client.run(request, abort.signal)) last = take(event);
      return last;
    } catch (error) {
      const reason = abort.signal.aborted ? null : told(error);
      become({
        ...current(),
        phase: reason === null ? 'aborted' : 'error',
        error: reason === null ? null : { message: reason.message, mend: reason.mend },
      });
      return null;
    } finally {
      running = false;
      patches.dispose();
    }
  }

  const ended = follow();
  return {
    request,
    get state() {
      return current();
    },
    onDidChange: changed.event,
    ended,
    get running() {
      return running;
    },
    stop: () => {
      abort.abort();
    },
  };
}

/** The index of the first step that differs; steps before it need not be sent again. */
export function firstDifference(before: readonly Step[], after: readonly Step[]): number {
  const index = before.findIndex((step, at) => !sameStep(step, after[at]));
  return index === -1 ? Math.min(before.length, after.length) : index;
}

function sameStep(a: Step, b: Step | undefined): boolean {
  return (
    b !== undefined &&
    a.start === b.start &&
    a.end === b.end &&
    a.segment === b.segment &&
    a.roles.length === b.roles.length &&
    a.roles.every((role, at) => role === b.roles[at])
  );
}
