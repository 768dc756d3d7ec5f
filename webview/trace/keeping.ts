import type { PersistedTraceView } from '../../src/protocol/webview.ts';
import { isRunning, type ViewModel } from './model.ts';

/** Larger traces are not kept in the page's state; the host sends them again. Characters of JSON. */
const LARGEST_SNAPSHOT = 300_000;
/** Texts and steps weigh about this much more than the text alone once they are JSON. */
const WEIGHT = 4;

/** What a reload should bring back. The trace itself is kept only when it is complete and small. */
export function keepsake(model: ViewModel): PersistedTraceView {
  const { state, compare, current } = model;
  const weight = (state.text.length + (compare?.text.length ?? 0)) * WEIGHT;
  const snapshot = isRunning(state) || weight > LARGEST_SNAPSHOT ? null : { state, compare };
  return { version: 1, id: state.id, compareId: compare?.id ?? null, step: current, snapshot };
}
