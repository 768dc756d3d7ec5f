import type { RandomStream } from '../nn/index.ts';
import { QwenError } from './errors.ts';

/** How the next token is chosen. */
export interface SamplingSettings {
  /** 0 takes the most likely token. */
  readonly temperature: number;
  /** Only the k most likely tokens; 0 for all. */
  readonly topK: number;
  /** Only the most likely tokens that together reach this probability; 1 for all. */
  readonly topP: number;
  /** Divides the scores of tokens already seen (Keskar et al. 2019); 1 changes nothing. */
  readonly repetitionPenalty: number;
}

/** Throws QwenError `settings-invalid` when a setting is out of range. */
export function requireSampling(settings: SamplingSettings): void {
  const { temperature, topK, topP, repetitionPenalty } = settings;
  const problems: readonly (readonly [boolean, string])[] = [
    [!(temperature >= 0 && temperature <= 100), `temperature must be between 0 and 100, not ${temperature}`],
    [!(Number.isInteger(topK) && topK >= 0), `top-k must be a whole number from 0, not ${topK}`],
    [!(topP > 0 && topP <= 1), `top-p must be above 0 and at most 1, not ${topP}`],
    [!(repetitionPenalty > 0), `the repetition penalty must be above 0, not ${repetitionPenalty}`],
  ];
  const problem = problems.find(([wrong]) => wrong);
  if (problem !== undefined)
    throw new QwenError('settings-invalid', `These sampling settings cannot be used: ${problem[1]}.`);
}

/** log p of one token under the plain softmax of its logits. */
export function logProbability(logits: Float32Array, id: number): number {
  let largest = -Infinity;
  for (const logit of logits) if (logit > largest) largest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  return logits[id]! - largest - Math.log(sum);
}

/** Index of the largest entry, the first of equals. */
export function largestIndex(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/**
 * Chooses the next token: penalty, temperature, top-k, top-p, then a draw, in the order of Hugging Face transformers.
 * @param logits scores of the vocabulary, unchanged afterwards
 * @param seen tokens of the prompt and the text so far, for the repetition penalty
 */
export function chooseToken(
  logits: Float32Array,
  settings: SamplingSettings,
  seen: ReadonlySet<number>,
  random: RandomStream,
): number {
  const { temperature, topK, topP, repetitionPenalty } = settings;
  const scores = repetitionPenalty === 1 ? logits : logits.slice();
  if (repetitionPenalty !== 1)
    for (const id of seen)
      scores[id] = scores[id]! > 0 ? scores[id]! / repetitionPenalty : scores[id]! * repetitionPenalty;
  const best = largestIndex(scores);
  if (temperature === 0) return best;

  const largest = scores[best]!;
  const probabilities = Float64Array.from(scores, (score) => Math.exp((score - largest) / temperature));
  const filtering = topP < 1 || (topK > 0 && topK < scores.length);
  const order = filtering ? likeliest(probabilities, topK, topP) : undefined;
  const count = order?.length ?? probabilities.length;
  const idAt = (i: number): number => order?.[i] ?? i;
  let total = 0;
  for (let i = 0; i < count; i++) total += probabilities[idAt(i)]!;
  let rest = random.uniform() * total;
  for (let i = 0; i < count; i++) {
    rest -= probabilities[idAt(i)]!;
    if (rest < 0) return idAt(i);
  }
  // Rounding may leave a crumb; it belongs to the most likely token.
  return best;
}

/** The tokens that survive top-k and top-p, most likely first. */
function likeliest(probabilities: Float64Array, topK: number, topP: number): Uint32Array {
  const order = Uint32Array.from(probabilities, (_, i) => i).sort(
    (a, b) => probabilities[b]! - probabilities[a]! || a - b,
  );
  const kept = topK > 0 ? order.subarray(0, topK) : order;
  if (topP >= 1) return kept;
  const total = kept.reduce((sum, id) => sum + probabilities[id]!, 0);
  let reached = 0;
  let count = 0;
  while (count < kept.length && reached < topP * total) reached += probabilities[kept[count++]!]!;
  return kept.subarray(0, count);
}
