import { hashLabel } from '../world/index.ts';

/**
 * A small sentence grammar: `(a|b)` chooses, `(a|)` makes optional, `{slot}` is filled later. Every choice is written
 * out, so that the wordings of training and of evaluation can be told apart one by one (protocol §9).
 */
export function expand(pattern: string): string[] {
  const open = pattern.indexOf('(');
  if (open === -1)
    return [
      pattern
        .replace(/ +/gu, ' ')
        .replace(/ (?=[.,:?])/gu, '')
        .trim(),
    ];
  let depth = 0;
  let close = open;
  const bars: number[] = [];
  for (; close < pattern.length; close++) {
    const c = pattern.charAt(close);
    if (c === '(') depth++;
    else if (c === ')' && --depth === 0) break;
    else if (c === '|' && depth === 1) bars.push(close);
  }
  if (depth !== 0) throw new SyntaxError(`The wording "${pattern}" opens a bracket that it does not close.`);
  const edges = [open, ...bars, close];
  const choices = edges.slice(1).map((end, i) => pattern.slice(edges[i]! + 1, end));
  const [head, tail] = [pattern.slice(0, open), pattern.slice(close + 1)];
  return choices.flatMap((choice) => expand(head + choice + tail));
}

export type WordingSplit = 'train' | 'test';

/** The wordings of one purpose, none of them in both splits. */
export interface Wordings {
  readonly train: readonly string[];
  readonly test: readonly string[];
}

/** Words of a wording, slots left out. */
export function wordsOf(wording: string): string[] {
  return wording.replace(/\{\w+\}/gu, ' ').match(/[\p{L}']+/gu) ?? [];
}

/** Share of the wordings that are kept for evaluation. */
const TEST_SHARE = 0.35;

/**
 * Expands patterns and splits the result by a hash of each wording. A wording goes to training when it holds a word
 * that no training wording of the same purpose has, so that the vocabulary of the test is closed.
 */
export function splitWordings(patterns: readonly string[]): Wordings {
  const all = [...new Set(patterns.flatMap(expand))];
  const train = all.filter((w) => hashLabel(w) / 4294967296 >= TEST_SHARE);
  const known = new Set(train.flatMap(wordsOf));
  const test: string[] = [];
  for (const wording of all) {
    if (train.includes(wording)) continue;
    const words = wordsOf(wording);
    if (words.every((word) => known.has(word))) test.push(wording);
    else {
      train.push(wording);
      for (const word of words) known.add(word);
    }
  }
  return { train, test };
}

/** Fills a wording's slots; throws a RangeError for a slot that no value is given for. */
export function fill(wording: string, values: Readonly<Record<string, string>>): string {
  return wording.replace(/\{(\w+)\}/gu, (_, slot: string) => {
    const value = values[slot];
    if (value === undefined) throw new RangeError(`The wording "${wording}" needs a value for {${slot}}.`);
    return value;
  });
}
