import type { Rewards } from '../../protocol/trace_schema.ts';
import { scoreOutput } from '../../rewards/index.ts';
import { factInQuestion } from '../runs/trace_context.ts';
import type { TraceState } from '../runs/trace_state.ts';

/** The rewards of a trace, without a server; null for a free question, which has no expected answer. */
export function rewardHere(state: TraceState): Rewards | null {
  const { sample } = state;
  if (sample === null) return null;
  const rewards = scoreOutput({
    output: state.text,
    sampleType: sample.type,
    fact: factInQuestion(state),
    gold: sample.gold,
    preEdit: sample.preEdit,
    templateOpened: state.schema?.notes.includes('template-opened') ?? false,
  });
  return { ...rewards, evidence: rewards.evidence.map((evidence) => ({ ...evidence })) };
}
