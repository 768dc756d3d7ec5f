import type { Span } from '../../trace/index.ts';

/** A unit that stands this many times in a row is a loop. */
const TIMES = 5;
const FEWEST_WORDS = 3;
const FEWEST_CHARS = 12;
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu;

/**
 * The first stretch in which a unit of at least 3 words, or at least 12 characters, stands at least 5 times in a row;
 * null where there is none. Words are compared without case and punctuation. O(n log n).
 */
export function findRepetition(text: string): Span | null {
  const words = [...text.matchAll(WORD)];
  const ids = new Map<string, number>();
  const wordCodes = Int32Array.from(words, (match) => {
    const key = match[0].toLowerCase();
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    return id;
  });
  const wordRun = findRun(wordCodes, FEWEST_WORDS);
  if (wordRun !== null) {
    const first = words[wordRun.start];
    const last = words[wordRun.end - 1];
    if (first !== undefined && last !== undefined) return { start: first.index, end: last.index + last[0].length };
  }
  const kept: number[] = [];
  const codes: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    // Runs of white space count once: an empty column is no loop.
    const space = code <= 0x20 || code === 0xa0;
    if (space && codes.at(-1) === 0x20) continue;
    codes.push(space ? 0x20 : code);
    kept.push(i);
  }
  const charRun = findRun(Int32Array.from(codes), FEWEST_CHARS);
  if (charRun === null) return null;
  return { start: kept[charRun.start] ?? 0, end: (kept[charRun.end - 1] ?? 0) + 1 };
}

/**
 * The first run, by period, in which some unit of at least `fewest` symbols stands `TIMES` times in a row. A run of
 * period p that is long enough holds at least TIMES − 1 whole blocks that start at multiples of p, all equal; so it is
 * enough to compare neighbouring blocks, by hash, then to check the symbols themselves.
 */
function findRun(symbols: Int32Array, fewest: number): Span | null {
  const n = symbols.length;
  const hash = new RollingHash(symbols);
  for (let period = 1; period * TIMES <= n; period += 1) {
    const unit = period * Math.ceil(fewest / period);
    const needed = unit * TIMES;
    if (needed > n) continue;
    // How many neighbouring blocks must be equal, at least, in a run of this length.
    const equalNeeded = Math.floor(needed / period) - 2;
    let equal = 0;
    for (let at = 0; at + 2 * period <= n; at += period) {
      equal = hash.of(at, period) === hash.of(at + period, period) ? equal + 1 : 0;
      if (equal < equalNeeded) continue;
      const run = extend(symbols, at, period);
      if (run.end - run.start >= needed) return run;
    }
  }
  return null;
}

/** The longest stretch around `[at, at + 2 × period)` in which every symbol equals the one a period before it. */
function extend(symbols: Int32Array, at: number, period: number): Span {
  let start = at;
  while (start > 0 && symbols[start - 1] === symbols[start - 1 + period]) start -= 1;
  let end = at + period;
  while (end < symbols.length && symbols[end] === symbols[end - period]) end += 1;
  return { start, end };
}

/** Polynomial hashes of all stretches of a sequence, modulo 2^32. */
class RollingHash {
  readonly #prefix: Int32Array;
  readonly #power: Int32Array;

  constructor(symbols: Int32Array) {
    this.#prefix = new Int32Array(symbols.length + 1);
    this.#power = new Int32Array(symbols.length + 1);
    this.#power[0] = 1;
    for (let i = 0; i < symbols.length; i += 1) {
      this.#prefix[i + 1] = (Math.imul(this.#prefix[i] ?? 0, 0x01000193) + (symbols[i] ?? 0) + 1) | 0;
      this.#power[i + 1] = Math.imul(this.#power[i] ?? 0, 0x01000193);
    }
  }

  of(start: number, length: number): number {
    return ((this.#prefix[start + length] ?? 0) - Math.imul(this.#prefix[start] ?? 0, this.#power[length] ?? 0)) | 0;
  }
}
