import type { ToTraceView, TraceViewState } from '../../src/protocol/webview.ts';

/** A patch that does not fit what the page has: something before it was lost. */
export class PatchGapError extends Error {
  readonly code = 'patch-gap';
  constructor(what: string) {
    super(`A piece of the stream is missing (${what}). The view asks for the whole trace again.`);
    this.name = 'PatchGapError';
  }
}

type StreamPatch = Extract<ToTraceView, { type: 'stream' }>;

/**
 * The state after a streaming patch: text replaced from UTF-16 offset `from`, steps from index `stepsFrom`, labels and
 * schema as they come. The steps array is extended in place of copying, so that 20 patches a second stay cheap with
 * 100,000 steps; the state given must not be used afterwards.
 *
 * @throws PatchGapError when the patch starts beyond what the state holds
 */
export function applyStream(state: TraceViewState, patch: StreamPatch): TraceViewState {
  if (patch.from > state.text.length) throw new PatchGapError(`text from ${state.text.length} to ${patch.from}`);
  if (patch.stepsFrom > state.steps.length) {
    throw new PatchGapError(`steps from ${state.steps.length} to ${patch.stepsFrom}`);
  }
  const steps = state.steps;
  steps.length = patch.stepsFrom;
  for (const step of patch.steps) steps.push(step);
  return {
    ...state,
    phase: 'streaming',
    text: state.text.slice(0, patch.from) + patch.text,
    steps,
    labels: patch.labels,
    schema: patch.schema,
  };
}
