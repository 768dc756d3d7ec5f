import type { Step } from '../../src/trace/types.ts';

/** One line of the comparison: what a step was before and is after. One side is null where it has no counterpart. */
export interface StepPair {
  readonly before: Step | null;
  readonly after: Step | null;
  /** `same` word for word, `changed` a counterpart with other words, `removed` only before, `added` only after. */
  readonly kind: 'same' | 'changed' | 'removed' | 'added';
}

/** Alignment tables of more cells than this would take too long; longer traces are cut first. */
const MOST_CELLS = 250_000;
/** Steps whose words agree less than this are not counterparts. */
const LEAST_LIKENESS = 0.3;
/** Steps that play the same role belong together even when they share few words. */
const SAME_ROLE = 0.25;

function words(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** Jaccard index of two word sets, 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 && b.size === 0) return 1;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared / (a.size + b.size - shared);
}

interface Side {
  readonly step: Step;
  readonly words: ReadonlySet<string>;
}

/** How much two steps belong together; 0 when they must not stand on one line. Answers always face each other. */
function score(a: Side, b: Side): number {
  if (a.step.segment !== b.step.segment) return 0;
  if (a.step.segment === 'answer') return 2;
  const alike = likeness(a.words, b.words);
  const roles = a.step.roles.some((role) => b.step.roles.includes(role)) ? SAME_ROLE : 0;
  return alike + roles >= LEAST_LIKENESS ? alike + roles : 0;
}

/** Global alignment (Needleman and Wunsch 1970) with free gaps: the pairs whose scores sum highest, in order. */
function alignPiece(before: readonly Side[], after: readonly Side[]): StepPair[] {
  const width = after.length + 1;
  const best = new Float64Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const a = before[i];
      const b = after[j];
      const match = a && b ? score(a, b) : 0;
      const together = match > 0 ? match + (best[(i + 1) * width + j + 1] ?? 0) : 0;
      best[i * width + j] = Math.max(together, best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
    }
  }
  const pairs: StepPair[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const a = before[i];
    const b = after[j];
    const match = a && b ? score(a, b) : 0;
    const here = best[i * width + j] ?? 0;
    if (a && b && match > 0 && here === match + (best[(i + 1) * width + j + 1] ?? 0)) {
      pairs.push({ before: a.step, after: b.step, kind: a.step.text === b.step.text ? 'same' : 'changed' });
      i++;
      j++;
    } else if (a && (!b || here === (best[(i + 1) * width + j] ?? 0))) {
      pairs.push({ before: a.step, after: null, kind: 'removed' });
      i++;
    } else if (b) {
      pairs.push({ before: null, after: b.step, kind: 'added' });
      j++;
    }
  }
  return pairs;
}

/** Where a text stands that stands only once on its side; -1 for one that stands more often. */
function onlyPlaces(side: readonly Side[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  side.forEach(({ step }, place) => {
    const key = `${step.segment} ${step.text}`;
    places.set(key, places.has(key) ? -1 : place);
  });
  return places;
}

/**
 * The steps that are word for word the same and unique on both sides, as many of them as keep their order (the longest
 * increasing subsequence): the fixed points of a patience diff.
 */
function fixedPoints(before: readonly Side[], after: readonly Side[]): readonly (readonly [number, number])[] {
  const inAfter = onlyPlaces(after);
  const candidates: { readonly a: number; readonly b: number; readonly previous: number }[] = [];
  const ends: number[] = [];
  for (const [key, a] of onlyPlaces(before)) {
    const b = inAfter.get(key) ?? -1;
    if (a < 0 || b < 0) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((candidates[ends[middle] ?? 0]?.b ?? 0) < b) low = middle + 1;
      else high = middle;
    }
    candidates.push({ a, b, previous: ends[low - 1] ?? -1 });
    ends[low] = candidates.length - 1;
  }
  const points: [number, number][] = [];
  for (let at = candidates[ends.at(-1) ?? -1]; at; at = candidates[at.previous]) points.push([at.a, at.b]);
  return points.reverse();
}

/** Aligns what lies between two fixed points, in pieces when even that is too long. */
function alignBetween(before: readonly Side[], after: readonly Side[]): StepPair[] {
  if (before.length * after.length <= MOST_CELLS) return alignPiece(before, after);
  const length = Math.floor(Math.sqrt(MOST_CELLS));
  const pairs: StepPair[] = [];
  for (let from = 0; from < Math.max(before.length, after.length); from += length) {
    pairs.push(...alignPiece(before.slice(from, from + length), after.slice(from, from + length)));
  }
  return pairs;
}

/**
 * Lays two traces beside each other: every step of both appears once, in order, and steps that say the same thing share
 * a line. Long traces are first tied together at the steps that are the same in both.
 */
export function alignSteps(before: readonly Step[], after: readonly Step[]): readonly StepPair[] {
  const left = before.map((step) => ({ step, words: words(step.text) }));
  const right = after.map((step) => ({ step, words: words(step.text) }));
  if (left.length * right.length <= MOST_CELLS) return alignPiece(left, right);
  const pairs: StepPair[] = [];
  let a = 0;
  let b = 0;
  for (const [nextA, nextB] of [...fixedPoints(left, right), [left.length, right.length] as const]) {
    for (const pair of alignBetween(left.slice(a, nextA), right.slice(b, nextB))) pairs.push(pair);
    const [same, itsTwin] = [left[nextA], right[nextB]];
    if (same && itsTwin) pairs.push({ before: same.step, after: itsTwin.step, kind: 'same' });
    a = nextA + 1;
    b = nextB + 1;
  }
  return pairs;
}
