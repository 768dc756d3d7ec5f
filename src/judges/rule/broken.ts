import { isWordChar } from '../../text/index.ts';
import type { Span } from '../../trace/index.ts';
import { findRepetition } from './repetition.ts';
import type { BrokenKind } from './types.ts';

export interface Broken extends Span {
  readonly kind: BrokenKind;
}

const TAG = /<\/?(?:think|answer)>/gu;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** Replacement characters, lone surrogates, controls other than white space, unassigned code points. */
const BAD_CHAR = /[\ufffd\p{Cs}\p{Cn}]|(?![\t\n\v\f\r\x1c-\x1f\x85])\p{Cc}/u;
/** More than this share of bad characters is garbled. */
const BAD_CHARS = 0.2;
/** More than this share of words without a letter-only form is garbled; below so many words a share says nothing. */
const BAD_WORDS = 0.5;
const FEWEST_WORDS = 4;

/**
 * P0 (protocol §4): whether an output is degenerate, and how. Tags do not count as text. Bad characters outweigh a
 * repetition, which outweighs bad words.
 */
export function findBroken(text: string): Broken | null {
  const bare = text.replace(TAG, (tag) => ' '.repeat(tag.length));
  const garbledChars = findBadChars(bare);
  if (garbledChars !== null) return { kind: 'garbled', ...garbledChars };
  const repetition = findRepetition(bare);
  if (repetition !== null) return { kind: 'repetition', ...repetition };
  if (!LETTER_OR_DIGIT.test(bare)) return { kind: 'empty', start: 0, end: text.length };
  const garbledWords = findBadWords(bare);
  return garbledWords === null ? null : { kind: 'garbled', ...garbledWords };
}

function findBadChars(text: string): Span | null {
  let characters = 0;
  let bad = 0;
  let first = -1;
  let last = 0;
  let at = 0;
  for (const char of text) {
    // What was blanked out for tags, and white space at large, is no character of the text's own.
    if (char !== ' ') characters += 1;
    if (BAD_CHAR.test(char)) {
      bad += 1;
      if (first === -1) first = at;
      last = at + char.length;
    }
    at += char.length;
  }
  return bad > characters * BAD_CHARS ? { start: first, end: last } : null;
}

const WORD = /[^\s\u0085,;:!?()"“”，。、！？；：「」『』（）…—]+/gu;
const NUMBER = /^[^\p{L}]*\p{N}[^\p{L}]*$/u;
const NO_WORD = /^[^\p{L}\p{N}]{1,2}$|^(.)\1*$|^[^\p{L}\p{N}]*\p{Extended_Pictographic}[^\p{L}\p{N}]*$/u;
const LETTERS = /^[\p{L}\p{M}]+(?:[-'’./&][\p{L}\p{M}]+)*$/u;
const SCRIPTS = [
  ['latin', /\p{Script=Latin}/u],
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['greek', /\p{Script=Greek}/u],
  ['arabic', /\p{Script=Arabic}/u],
  ['hebrew', /\p{Script=Hebrew}/u],
  ['devanagari', /\p{Script=Devanagari}/u],
  ['thai', /\p{Script=Thai}/u],
  ['hangul', /\p{Script=Hangul}/u],
  ['east-asian', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u],
] as const;

/** The one script that a word's letters come from; null for none, several, or a word that is not letters only. */
function scriptOf(word: string): string | null {
  const core = withoutOuterMarks(word);
  if (!LETTERS.test(core)) return null;
  const scripts = SCRIPTS.filter(([, pattern]) => pattern.test(core));
  if (scripts.length > 1) return null;
  return scripts[0]?.[0] ?? 'other';
}

/** A word without the marks around it. A regular expression for this takes quadratic time on long runs of marks. */
function withoutOuterMarks(word: string): string {
  const characters = [...word];
  const first = characters.findIndex(isWordChar);
  return characters.slice(Math.max(0, first), characters.findLastIndex(isWordChar) + 1).join('');
}

/** Garbled words: more than half have no letter-only form in the script that most of the text's words are written in. */
function findBadWords(text: string): Span | null {
  const counts = new Map<string, number>();
  const words: { readonly script: string | null; readonly start: number; readonly end: number }[] = [];
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    if (NO_WORD.test(word) || NUMBER.test(word)) continue;
    const script = scriptOf(word);
    if (script !== null) counts.set(script, (counts.get(script) ?? 0) + 1);
    words.push({ script, start: match.index, end: match.index + word.length });
  }
  if (words.length < FEWEST_WORDS) return null;
  const main = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  const bad = words.filter((word) => word.script === null || word.script !== main);
  const first = bad[0];
  const last = bad.at(-1);
  if (first === undefined || last === undefined || bad.length <= words.length * BAD_WORDS) return null;
  return { start: first.start, end: last.end };
}
