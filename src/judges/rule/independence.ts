import { answerSpan, findFactUse, reasoningOf, type ScannedTrace } from '../../trace/index.ts';
import type { Evidence, JudgeContext, RuleVerdict } from './types.ts';

/** P2 with its evidence: whether an unrelated fact is used in the thinking or in the answer (protocol §4). */
export function judgeIndependence(
  text: string,
  trace: ScannedTrace,
  context: JudgeContext,
): { readonly P2: NonNullable<RuleVerdict['P2']>; readonly evidence: readonly Evidence[] } {
  const where = answerSpan(text, trace);
  const { thinking: inThinking, answer: inAnswer } = findFactUse(text, where, reasoningOf(trace, where), context);
  const thinking = inThinking !== null;
  const answer = inAnswer !== null;
  const evidence: Evidence[] = [];
  if (inThinking !== null) evidence.push({ finding: 'P2.thinking', start: inThinking.start, end: inThinking.end });
  if (inAnswer !== null) evidence.push({ finding: 'P2.answer', start: inAnswer.start, end: inAnswer.end });
  return { P2: { thinking, answer, ei: thinking || answer ? 0 : 1 }, evidence };
}
