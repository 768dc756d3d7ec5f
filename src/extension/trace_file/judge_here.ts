import { explainTrace } from '../../judges/rule/index.ts';
import type { Verdict } from '../../protocol/trace_schema.ts';
import { contextOf } from '../runs/trace_context.ts';
import type { TraceState } from '../runs/trace_state.ts';

/** The rule judge's verdict on a trace, without a server; null for a free question, of which nothing is expected. */
export function judgeHere(state: TraceState): Verdict | null {
  if (state.sample === null) return null;
  const { verdict } = explainTrace(state.text, contextOf(state));
  return { ...verdict, judge: { ...verdict.judge }, evidence: verdict.evidence.map((evidence) => ({ ...evidence })) };
}
