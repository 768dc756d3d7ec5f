import { retrievalError } from './errors.ts';

/** A threshold with what it does on the scores it was chosen on. */
export interface Calibration {
  readonly theta: number;
  /** Share of queries whose fact should be found that pass θ. */
  readonly found: number;
  /** Share of queries without a fact of theirs that pass θ all the same. */
  readonly falseHits: number;
}

/**
 * The threshold that best parts the scores of queries whose fact is in the library (`positives`: the right fact's
 * score) from those of queries whose fact is not (`negatives`: the best score of any fact): largest found − falseHits,
 * in the middle of the gap it falls into. Error: `retrieval-calibration` when either list is empty.
 */
export function calibrate(positives: readonly number[], negatives: readonly number[]): Calibration {
  if (positives.length === 0 || negatives.length === 0) {
    throw retrievalError.nothingToCalibrate(positives.length, negatives.length);
  }
  const share = (scores: readonly number[], theta: number): number =>
    scores.filter((score) => score >= theta).length / scores.length;
  const scores = [...new Set([...positives, ...negatives])].sort((a, b) => a - b);
  const last = scores.at(-1) ?? 0;
  const cuts = [
    ...scores.map((score, i) => {
      const below = scores[i - 1];
      return below === undefined ? score : (score + below) / 2;
    }),
    last + 1e-6,
  ];
  const judged = cuts.map((theta) => ({ theta, found: share(positives, theta), falseHits: share(negatives, theta) }));
  return judged.reduce((best, one) => (one.found - one.falseHits > best.found - best.falseHits ? one : best));
}
