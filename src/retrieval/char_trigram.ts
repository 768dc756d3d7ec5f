import { fold } from '../text/index.ts';

/** The name and version that stand in every result of this text search. */
export const TEXT_ENCODER = 'char-trigram-1';

/** How often each run of three characters occurs in a folded text, scaled to length 1. */
export type TrigramVector = ReadonlyMap<string, number>;

/**
 * The character trigrams of a text: folded, words only, one blank between and around them. Knows nothing of meaning;
 * it stands in until a text encoder comes. The empty text gives the empty vector.
 */
export function trigramVector(text: string): TrigramVector {
  const words = fold(text).folded.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const line = ` ${words.join(' ')} `;
  const counts = new Map<string, number>();
  if (words.length === 0) return counts;
  for (let i = 0; i + 3 <= line.length; i++) {
    const key = line.slice(i, i + 3);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const length = Math.sqrt([...counts.values()].reduce((sum, n) => sum + n * n, 0));
  return new Map([...counts].map(([key, n]) => [key, n / length]));
}

/** The cosine of two trigram vectors, 0 to 1; 0 where one of them is empty. */
export function trigramCosine(a: TrigramVector, b: TrigramVector): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [key, weight] of small) sum += weight * (large.get(key) ?? 0);
  return Math.min(1, sum);
}
