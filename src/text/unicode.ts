/**
 * White space as Python's `str.isspace` has it: Unicode `White_Space` and U+001C–U+001F. JavaScript's `\s` differs
 * (it has U+FEFF, it lacks U+0085 and U+001C–U+001F), and the public format checks and metrics are Python's.
 */
export const SPACE_CLASS = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const SPACE = new RegExp(`^[${SPACE_CLASS}]$`, 'u');
const LEADING = new RegExp(`^[${SPACE_CLASS}]+`, 'u');
const RUNS = new RegExp(`[${SPACE_CLASS}]+`, 'u');
const WORD = /^[\p{L}\p{N}\p{M}_]$/u;

/** Whether one character (one UTF-16 unit; no white space lies outside the basic plane) is white space. */
export function isSpace(char: string): boolean {
  const code = char.charCodeAt(0);
  if (code > 0x20 && code < 0x80) return false;
  return SPACE.test(char);
}

/** Whether a code point, given as a string, is part of a word: a letter, digit, combining mark or underscore. */
export function isWordChar(char: string): boolean {
  return WORD.test(char);
}

/** The first offset at or after `from` that is not white space, or `to`. */
export function skipSpace(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && isSpace(text.charAt(i))) i += 1;
  return i;
}

/** The offset after the last character before `to` that is not white space, or `from`. */
export function skipSpaceBack(text: string, from: number, to: number): number {
  let i = to;
  while (i > from && isSpace(text.charAt(i - 1))) i -= 1;
  return i;
}

/** `text` without white space at both ends (Python's `str.strip`). Linear on any input. */
export function strip(text: string): string {
  const start = skipSpace(text, 0, text.length);
  return text.slice(start, skipSpaceBack(text, start, text.length));
}

/** The words of `text`, cut at white space (Python's `str.split`). */
export function splitWords(text: string): readonly string[] {
  const trimmed = strip(text).replace(LEADING, '');
  return trimmed === '' ? [] : trimmed.split(RUNS);
}

/** The code point that ends right before offset `at`, as a string; empty at the start. */
export function charBefore(text: string, at: number): string {
  if (at <= 0) return '';
  const low = text.charCodeAt(at - 1);
  if (low >= 0xdc00 && low <= 0xdfff && at >= 2) {
    const high = text.charCodeAt(at - 2);
    if (high >= 0xd800 && high <= 0xdbff) return text.slice(at - 2, at);
  }
  return text.charAt(at - 1);
}

/** The code point that starts at offset `at`, as a string; empty at the end. */
export function charAfter(text: string, at: number): string {
  if (at >= text.length) return '';
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}
