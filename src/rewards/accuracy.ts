import { findName, goldInPrediction, normaliseAnswer, tokenF1 } from '../text/index.ts';
import type { ScannedTrace } from '../trace/index.ts';
import type { ComponentScore } from './types.ts';

/**
 * R_accuracy (protocol §7; paper eq. 2): the larger of token F1 and normalised containment of a gold answer in the
 * `<answer>` text, best over the gold answers. 0 without an answer, and for a gold answer that normalises to nothing.
 */
export function scoreAccuracy(trace: ScannedTrace, gold: readonly string[]): ComponentScore {
  const answer = trace.answer;
  if (answer === null) return { score: 0, evidence: [] };
  let best = 0;
  let bestGold = '';
  for (const wanted of gold) {
    if (normaliseAnswer(wanted) === '') continue;
    const score = Math.max(tokenF1(answer.text, wanted), goldInPrediction(answer.text, wanted));
    if (score > best) {
      best = score;
      bestGold = wanted;
    }
  }
  const named = best === 0 ? undefined : findName(answer.text, bestGold)[0];
  const span =
    named === undefined
      ? { start: answer.start, end: answer.end }
      : { start: answer.start + named.start, end: answer.start + named.end };
  return { score: best, evidence: [{ component: 'accuracy', ...span, effect: best > 0 ? '+' : '-' }] };
}
