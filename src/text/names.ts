import { fold, foldName, type FoldedText } from './fold.ts';
import { charAfter, charBefore, isWordChar } from './unicode.ts';

/** UTF-16 offsets `[start, end)`. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

const HIRAGANA = /^\p{Script=Hiragana}$/u;
const HAN = /^\p{Script=Han}$/u;
const SPACELESS = /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;
const DIGIT = /^\p{Nd}$/u;

/**
 * Whether a name may end between the characters `a` and `b`. In scripts written without spaces any two characters
 * may be the end of one word and the start of the next; Katakana runs are single words.
 */
function mayPart(a: string, b: string): boolean {
  if (a === '' || b === '' || !isWordChar(a) || !isWordChar(b)) return true;
  if (HIRAGANA.test(a) !== HIRAGANA.test(b)) return true;
  return (HAN.test(a) && HAN.test(b)) || (SPACELESS.test(a) && SPACELESS.test(b));
}

/** Whether `[start, end)` stands between word boundaries; "Apollo 1" does not stand in "Apollo 13" nor in "Apollo 1.5". */
function standsAlone(text: string, start: number, end: number): boolean {
  const first = charAfter(text, start);
  const last = charBefore(text, end);
  const before = charBefore(text, start);
  const after = charAfter(text, end);
  // An edge that is itself no letter or digit ("C++") still must not touch a word.
  const left = isWordChar(first) ? mayPart(before, first) : before === '' || !isWordChar(before);
  const right = isWordChar(last) ? mayPart(last, after) : after === '' || !isWordChar(after);
  if (!left || !right) return false;
  const decimalRight = DIGIT.test(last) && (after === '.' || after === ',') && DIGIT.test(charAfter(text, end + 1));
  const decimalLeft =
    DIGIT.test(first) && (before === '.' || before === ',') && DIGIT.test(charBefore(text, start - 1));
  return !decimalLeft && !decimalRight;
}

/**
 * Every place where `name` stands in a folded text at word boundaries, ignoring case, canonical differences and the
 * kind of apostrophe, hyphen and white space. A full stop that ends a name ("Apple Inc.") may be missing in the text.
 * Spans are offsets into the original text. An empty name stands nowhere.
 */
export function findNameIn(text: FoldedText, name: string): readonly TextSpan[] {
  const full = foldName(name);
  const wanted = full.length > 1 && full.endsWith('.') ? full.slice(0, -1).trimEnd() : full;
  if (wanted === '') return [];
  const { original, folded, offsets } = text;
  const startOf = (i: number): number => offsets?.starts[i] ?? i;
  const endOf = (i: number): number => offsets?.ends[i] ?? i + 1;
  const spans: TextSpan[] = [];
  for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + 1)) {
    const last = at + wanted.length - 1;
    const start = startOf(at);
    let end = endOf(last);
    const cutsStart = at > 0 && startOf(at - 1) === start;
    const cutsEnd = last + 1 < folded.length && startOf(last + 1) === startOf(last);
    if (cutsStart || cutsEnd || !standsAlone(original, start, end)) continue;
    if (wanted !== full && original.charAt(end) === '.') end += 1;
    spans.push({ start, end });
    at = last;
  }
  return spans;
}

/** As `findNameIn`, on a plain string. */
export function findName(text: string, name: string): readonly TextSpan[] {
  return findNameIn(fold(text), name);
}

/**
 * Mentions of any of `names`, in order, each place once: where names overlap, the longest counts ("Oxford" is not
 * mentioned by "Oxford Street" when both are looked for).
 */
export function findNames(
  text: FoldedText,
  names: readonly string[],
): readonly (TextSpan & { readonly name: string })[] {
  const found = names.flatMap((name) => findNameIn(text, name).map((span) => ({ ...span, name })));
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: (TextSpan & { readonly name: string })[] = [];
  for (const span of found) {
    const previous = kept.at(-1);
    if (previous === undefined || span.start >= previous.end) kept.push(span);
    else if (span.end - span.start > previous.end - previous.start) kept[kept.length - 1] = span;
  }
  return kept;
}

/** Words of a name that carry no meaning of their own. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'a an the of in on at by for to from and or with de la le el du des der die das von van di da'.split(' '),
);

/** The folded words of a name that carry meaning, without repeats; all its words where none does ("The The"). */
export function contentTokens(name: string): readonly string[] {
  const words = [...new Set(foldName(name).match(/[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu) ?? [])];
  const content = words.filter((word) => !FUNCTION_WORDS.has(word));
  return content.length === 0 ? words : content;
}

/** Share of a name's content tokens that a text must hold for a partial mention (protocol §5). */
export const PARTIAL_MENTION = 0.6;

/**
 * A partial mention: at least 60 % of the content tokens of a name of two or more stand in the text. Returns the
 * smallest span over the first place of each, or null.
 */
export function findPartialMention(text: FoldedText, name: string): TextSpan | null {
  const tokens = contentTokens(name);
  if (tokens.length < 2) return null;
  const places = tokens.flatMap((token) => findNameIn(text, token).slice(0, 1));
  if (places.length / tokens.length < PARTIAL_MENTION) return null;
  return { start: Math.min(...places.map((p) => p.start)), end: Math.max(...places.map((p) => p.end)) };
}
