import { splitWords } from './unicode.ts';

const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/gu;
/** Python's `\b` is Unicode-aware and JavaScript's is not, so the boundaries are spelt out. */
const ARTICLE = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * The SQuAD answer normalisation: lower case, the 32 ASCII punctuation characters deleted, the articles a, an, the
 * dropped, white space collapsed. The order of the steps matters ("The-Beatles" becomes "thebeatles").
 */
export function normaliseAnswer(text: string): string {
  const bare = text.toLowerCase().replace(ASCII_PUNCTUATION, '').replace(ARTICLE, ' ');
  return splitWords(bare).join(' ');
}

/** Exact match after normalisation: 1 or 0. */
export function exactMatch(prediction: string, gold: string): 0 | 1 {
  return normaliseAnswer(prediction) === normaliseAnswer(gold) ? 1 : 0;
}

/** SQuAD v1.1 token F1 of two answers, in [0, 1]; 0 when no token is shared, so also for two empty answers. */
export function tokenF1(prediction: string, gold: string): number {
  const predicted = splitWords(normaliseAnswer(prediction));
  const wanted = splitWords(normaliseAnswer(gold));
  const left = new Map<string, number>();
  for (const token of wanted) left.set(token, (left.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of predicted) {
    const n = left.get(token) ?? 0;
    if (n === 0) continue;
    shared += 1;
    left.set(token, n - 1);
  }
  if (shared === 0) return 0;
  const precision = shared / predicted.length;
  const recall = shared / wanted.length;
  return (2 * precision * recall) / (precision + recall);
}

/** Whether the normalised gold answer is a substring of the normalised prediction: 1 or 0. True of an empty gold. */
export function goldInPrediction(prediction: string, gold: string): 0 | 1 {
  return normaliseAnswer(prediction).includes(normaliseAnswer(gold)) ? 1 : 0;
}
