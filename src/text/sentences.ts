import type { TextSpan } from './names.ts';
import { isSpace, skipSpace, skipSpaceBack } from './unicode.ts';

/** Version of the cutting rule; steps are stored as cut. */
export const SENTENCE_RULE_VERSION = 'crane-sentences-1';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
/** After these, written with a capital, a full stop ends no sentence. */
const TITLES = words(
  'Mr Mrs Ms Dr Prof St Mt Ft Rev Hon Gen Col Capt Lt Sgt Sen Rep Gov Pres Messrs Mme Mlle Sr Sra Ste',
);
/** After these, in either case, a full stop ends no sentence. */
const ABBREVIATIONS = words('vs cf viz eg ie e.g i.e approx ca');
/** Abbreviations only in front of a number. */
const BEFORE_NUMBERS = words(
  'no nos vol vols fig figs eq sec ch p pp jan feb mar apr jun jul aug sep sept oct nov dec',
);
/** After these, and after an initial ("J. K. Rowling"), a full stop ends a sentence only before a word that starts one. */
const MAY_END = words('etc a.m p.m al inc ltd co corp bros jr u.s u.k u.n u.s.a d.c ph.d m.d b.a m.a dept univ est');
const STARTERS = words(
  'the a an this that these those it its he she they we i you in on at as so but however therefore thus hence since because if when ' +
    'while although though yet and or not no there here what which who where according based following my his her their for from by to',
);

const ENDERS = '.!?…';
const WIDE_ENDERS = '。！？｡';
const CLOSERS = '"\'”’»)]*_';
const DIGIT = /^\p{Nd}/u;
/** One capital letter is an initial; the pronoun is not. */
const INITIAL = /^(?!I$)\p{Lu}$/u;
const LOWER = /^\p{Ll}/u;
const LINE_BREAK = /[\n\r\u0085\u2028\u2029\v\f]/u;
const ITEM_MARK = /^(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)]|step \d{1,3}[.:])$/iu;

/**
 * Cuts `text` between offsets `from` and `to` into sentences and items: at sentence ends (not after abbreviations,
 * initials, decimals or the mark of a numbered item) and at every line break. Spans are trimmed; white space alone
 * gives none. Linear in the length.
 */
export function cutSentences(text: string, from = 0, to = text.length): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  let start = from;
  const close = (end: number): void => {
    const trimmedStart = skipSpace(text, start, end);
    const trimmedEnd = skipSpaceBack(text, trimmedStart, end);
    if (trimmedEnd > trimmedStart) spans.push({ start: trimmedStart, end: trimmedEnd });
    start = end;
  };
  let i = from;
  while (i < to) {
    const char = text.charAt(i);
    if (LINE_BREAK.test(char)) {
      close(i);
      i += 1;
    } else if (WIDE_ENDERS.includes(char)) {
      i = afterClosers(text, i + 1, to);
      close(i);
    } else if (ENDERS.includes(char)) {
      let end = i + 1;
      while (end < to && ENDERS.includes(text.charAt(end))) end += 1;
      const after = afterClosers(text, end, to);
      if (endsSentence(text, start, i, end, after, to)) close(after);
      i = after;
    } else i += 1;
  }
  close(to);
  return spans;
}

function afterClosers(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && CLOSERS.includes(text.charAt(i))) i += 1;
  return i;
}

/** Whether the stop or stops at `[stop, end)`, with closing marks up to `after`, end the sentence begun at `start`. */
function endsSentence(text: string, start: number, stop: number, end: number, after: number, to: number): boolean {
  if (after >= to) return true;
  // Decimals, file names, "U.S." inside: no white space after the stop.
  if (!isSpace(text.charAt(after))) return false;
  const nextAt = skipSpace(text, after, to);
  if (nextAt >= to) return true;
  const next = text.slice(nextAt, Math.min(to, nextAt + 2));
  if (text.slice(stop, end) !== '.') return !LOWER.test(next);
  const word = lastWord(text, start, stop);
  const lower = word.toLowerCase();
  if (ITEM_MARK.test(`${word}.`) && skipSpace(text, start, stop) === stop - word.length) return false;
  if (TITLES.has(word) || ABBREVIATIONS.has(lower)) return false;
  if (BEFORE_NUMBERS.has(lower)) return !DIGIT.test(next);
  if (MAY_END.has(lower) || INITIAL.test(word)) return startsSentence(text, nextAt, to);
  return true;
}

/** Whether the word at `from` has a capital and is one that sentences start with. */
function startsSentence(text: string, from: number, to: number): boolean {
  const word = /^\p{Lu}\p{Ll}*/u.exec(text.slice(from, Math.min(to, from + 12)))?.[0];
  return word !== undefined && STARTERS.has(word.toLowerCase());
}

/** The word right before offset `stop`, inner stops included, at most 12 characters back. */
function lastWord(text: string, start: number, stop: number): string {
  let i = stop;
  const floor = Math.max(start, stop - 12);
  while (i > floor && !isSpace(text.charAt(i - 1)) && !'("\'“‘['.includes(text.charAt(i - 1))) i -= 1;
  return text.slice(i, stop);
}
