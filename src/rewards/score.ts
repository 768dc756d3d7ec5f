import { parseTrace, type ScannedTrace, type TraceContext } from '../trace/index.ts';
import { scoreAccuracy } from './accuracy.ts';
import { scoreReasoning } from './reasoning.ts';
import type { ComponentScore, RewardInput, Rewards } from './types.ts';

/** R_total = R_accuracy + R_format + R_reasoning, equal weights (protocol §7; paper eq. 2), with the spans behind them. */
export function scoreOutput(input: RewardInput): Rewards {
  const context: TraceContext = {
    sampleType: input.sampleType,
    fact: input.fact,
    gold: input.gold,
    preEdit: input.preEdit,
    templateOpened: input.templateOpened === true,
  };
  const trace = parseTrace(input.output, context);
  const accuracy = scoreAccuracy(trace, input.gold);
  const format = scoreFormat(input.output, trace);
  const reasoning = scoreReasoning(input, trace, context);
  return {
    accuracy: accuracy.score,
    format: format.score,
    reasoning: reasoning.score,
    total: accuracy.score + format.score + reasoning.score,
    evidence: [...accuracy.evidence, ...format.evidence, ...reasoning.evidence],
  };
}

/** R_format: 1 if valid under profile `crane`, else 0; each issue is evidence against. */
function scoreFormat(output: string, trace: ScannedTrace): ComponentScore {
  if (trace.schema.valid) {
    return { score: 1, evidence: [{ component: 'format', start: 0, end: output.length, effect: '+' }] };
  }
  const evidence = trace.schema.issues.map(
    (issue) => ({ component: 'format', start: issue.start, end: issue.end, effect: '-' }) as const,
  );
  return { score: 0, evidence };
}
