import type { Step } from '../../src/trace/types.ts';

/** One line of the comparison: what a step was before and is after. One side is null where it has no counterpart. */
export interface StepPair {
  readonly before: Step | null;
  readonly after: Step | null;
  /** `same` word for word, `changed` a counterpart with other words, `removed` only before, `added` only after. */
  readonly kind: 'same' | 'changed' | 'removed' | 'added';
}

/** Alignment tables of more cells than this would take too long; longer traces are aligned piece by piece. */
const MOST_CELLS = 1_000_000;
/** Steps whose words agree less than this are not counterparts. */
const LEAST_LIKENESS = 0.3;

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
  const roles = a.step.roles.some((role) => b.step.roles.includes(role)) ? 0.15 : 0;
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

/**
 * Lays two traces beside each other: every step of both appears once, in order, and steps that say the same thing share
 * a line. Long traces are aligned in pieces of as many steps as the table allows.
 */
export function alignSteps(before: readonly Step[], after: readonly Step[]): readonly StepPair[] {
  const left = before.map((step) => ({ step, words: words(step.text) }));
  const right = after.map((step) => ({ step, words: words(step.text) }));
  const pairs: StepPair[] = [];
  const piece = Math.floor(Math.sqrt(MOST_CELLS));
  const whole = left.length * right.length <= MOST_CELLS;
  const length = whole ? Math.max(left.length, right.length, 1) : piece;
  for (let from = 0; from < Math.max(left.length, right.length); from += length) {
    pairs.push(...alignPiece(left.slice(from, from + length), right.slice(from, from + length)));
  }
  return pairs;
}
