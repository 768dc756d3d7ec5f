import type { FromTraceView, TraceViewState } from '../../src/protocol/webview.ts';
import type { Span } from '../../src/trace/types.ts';

/** A stretch of the text that a reward, a verdict or a label points at. */
export interface EvidenceSpan extends Span {
  /** `+` earned, `-` cost, `=` merely supports a finding. */
  readonly effect: '+' | '-' | '=';
}

/** What is lit in the text now, and which control lit it. */
export interface Evidence {
  readonly key: string;
  readonly spans: readonly EvidenceSpan[];
}

/** Everything the views draw from. */
export interface ViewModel {
  readonly state: TraceViewState;
  /** The earlier trace while two are compared. */
  readonly compare: TraceViewState | null;
  /** The current place: an index into `state.steps`, or into the aligned pairs while two traces are compared. */
  readonly current: number | null;
  /** Whether the newest step is followed while text streams in. */
  readonly following: boolean;
  readonly evidence: Evidence | null;
  /** The control whose evidence stays lit. */
  readonly pinned: string | null;
}

/** What a person can do in the views; the controller carries it out. */
export interface Actions {
  post(message: FromTraceView): void;
  /** Makes a step (or pair) current and brings it into view. */
  select(place: number): void;
  /** Takes up following the newest step again. */
  follow(): void;
  /** Lights evidence while a control is hovered or focused; null puts it out. */
  preview(evidence: Evidence | null): void;
  /** Keeps evidence lit, or puts it out when it was, and goes to its first span. */
  pin(evidence: Evidence): void;
  closeCompare(): void;
  /** Brings the edit fact into view. */
  showFact(): void;
}

/** One part of the page: its element, and how it draws a model. */
export interface View {
  readonly root: HTMLElement;
  update(model: ViewModel): void;
}

/** Whether text may still come. */
export function isRunning(state: TraceViewState): boolean {
  return state.phase === 'waiting' || state.phase === 'streaming';
}
