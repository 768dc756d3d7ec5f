import { compilePhrases, findPhrases, type CompiledPhrases } from './phrases.ts';
import type { TextSpan } from './names.ts';
import {
  CONCESSIVES,
  DENIALS,
  EMPTY_NEGATIONS,
  FORMER_AFTER,
  FORMER_BEFORE,
  NEGATION_CANCELLERS,
  NEGATION_ENDS,
  NEGATORS,
} from './word_lists.ts';

/** How many words may stand between a negator and what it negates. */
export const NEGATION_WINDOW = 5;
/** No window of a few words is longer than this many characters. */
const REACH = 120;

const negators = compilePhrases(NEGATORS);
const emptyNegations = compilePhrases(EMPTY_NEGATIONS);
const cancellers = compilePhrases(NEGATION_CANCELLERS);
const ends = compilePhrases(NEGATION_ENDS);
const denials = compilePhrases(DENIALS);
const formerBefore = compilePhrases(FORMER_BEFORE);
const formerAfter = compilePhrases(FORMER_AFTER);
const concessives = compilePhrases(CONCESSIVES);

const CONTRACTED = /[\p{L}]n['’]t(?![\p{L}\p{N}])/giu;
const CLAUSE_BREAKS: ReadonlySet<string> = new Set('.!?;:,()\n\r—–…。！？，、');
const WORDS = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu;

function wordCount(text: string): number {
  return text.match(WORDS)?.length ?? 0;
}

/** The part of the clause that stands before offset `at`: back to the nearest clause break, at most `REACH` characters. */
function clauseBefore(text: string, at: number): string {
  let from = at;
  const floor = Math.max(0, at - REACH);
  while (from > floor && !CLAUSE_BREAKS.has(text.charAt(from - 1))) from -= 1;
  return text.slice(from, at);
}

/**
 * Whether what stands at `span` is taken back: by a negator at most five words before it in the same clause ("is not
 * X", "isn't really X", "rather than X", "neither X"), or by a denial right after it ("X is wrong", "X does not apply").
 * "Not only X", "no doubt X" and "cannot deny X" take nothing back.
 */
export function isNegated(text: string, span: TextSpan): boolean {
  return isNegatedBefore(text, span) || isDeniedAfter(text, span);
}

/** The first half of `isNegated`: a negator before the span. */
export function isNegatedBefore(text: string, span: TextSpan): boolean {
  const clause = clauseBefore(text, span.start);
  const candidates = [
    ...findPhrases(clause, negators),
    ...[...clause.matchAll(CONTRACTED)].map((m) => ({ start: m.index, end: m.index + m[0].length })),
  ];
  const empty = findPhrases(clause, emptyNegations);
  return candidates.some((negator) => {
    if (empty.some((e) => e.start <= negator.start && negator.start < e.end)) return false;
    const between = clause.slice(negator.end);
    if (wordCount(between) > NEGATION_WINDOW) return false;
    return findPhrases(between, ends).length === 0 && findPhrases(between, cancellers).length === 0;
  });
}

/** The second half of `isNegated`: a denial right after the span. */
export function isDeniedAfter(text: string, span: TextSpan): boolean {
  return startsWithPhrase(text.slice(span.end, span.end + REACH), denials, /^["'”’)\s,]*/u);
}

/** Whether the name at `span` is said to be one of the past: "formerly X", "known as X", "X is now …". */
export function isFormer(text: string, span: TextSpan): boolean {
  const clause = clauseBefore(text, span.start);
  const near = findPhrases(clause, formerBefore).some((m) => wordCount(clause.slice(m.end)) <= 2);
  return near || startsWithPhrase(text.slice(span.end, span.end + REACH), formerAfter, /^["'”’)\s,]*/u);
}

/** Whether the span stands in a clause that gives ground before the main one: "although the image shows X, …". */
export function isConceded(text: string, span: TextSpan): boolean {
  return findPhrases(clauseBefore(text, span.start), concessives).length > 0;
}

function startsWithPhrase(text: string, list: CompiledPhrases, skip: RegExp): boolean {
  const offset = skip.exec(text)?.[0].length ?? 0;
  return findPhrases(text.slice(offset), list).some((m) => m.start === 0);
}
