import type { TextSpan } from './names.ts';
import { isSpace } from './unicode.ts';

/**
 * A list of phrases, written for people: words apart by spaces; `a|b` either word; `word?` an optional word; `a_b|c`
 * where an alternative has two words; a last `!x|y` means "not followed by x or y". Matched at word boundaries,
 * ignoring case.
 */
export type PhraseList = readonly string[];

/** A piece of a text: a run of letters, digits, marks and underscores, or one other character. */
interface Token extends TextSpan {
  readonly word: string;
  /** Nothing but white space, and some of it, stands between the token before and this one. */
  readonly spaced: boolean;
}

/** Alternatives, each a sequence of words, each of them a sequence of tokens without a space between. */
type Words = readonly (readonly string[])[];
interface Slot {
  readonly alternatives: readonly Words[];
  readonly optional: boolean;
}
interface Phrase {
  readonly slots: readonly Slot[];
  readonly refused: readonly Words[];
}

/** A list made ready for finding: its phrases by the first token that they can start with. */
export interface CompiledPhrases {
  readonly byFirst: ReadonlyMap<string, readonly Phrase[]>;
}

const TOKEN = /[\p{L}\p{N}\p{M}_]+|[^\s]/gu;
const APOSTROPHE = /^['’]$/u;
const HYPHEN = /^[-‐‑]$/u;

function normalise(token: string): string {
  if (APOSTROPHE.test(token)) return "'";
  return HYPHEN.test(token) ? '-' : token.toLowerCase();
}

function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let previousEnd = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (isSpace(match[0])) continue;
    const start = match.index;
    const gap = start > previousEnd && tokens.length > 0;
    previousEnd = start + match[0].length;
    tokens.push({ word: normalise(match[0]), start, end: previousEnd, spaced: gap });
  }
  return tokens;
}

/** The last few texts with their tokens: many lists are looked for in one step. */
const recent = new Map<string, readonly Token[]>();
const RECENT = 16;
/** Long texts are not kept. */
const LONGEST_KEPT = 4096;

function tokensOf(text: string): readonly Token[] {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const tokens = tokenise(text);
  if (text.length <= LONGEST_KEPT) {
    if (recent.size >= RECENT) recent.delete(recent.keys().next().value ?? '');
    recent.set(text, tokens);
  }
  return tokens;
}

function wordsOf(alternative: string): Words {
  return alternative.split('_').map((word) => tokenise(word).map((token) => token.word));
}

function slotOf(word: string): Slot {
  const optional = word.endsWith('?');
  const body = optional ? word.slice(0, -1) : word;
  return { optional, alternatives: body.split('|').map(wordsOf) };
}

function phraseOf(source: string): Phrase {
  const words = source.split(' ');
  const refused = words.find((word) => word.startsWith('!'));
  return {
    slots: words.filter((word) => !word.startsWith('!')).map(slotOf),
    refused: refused === undefined ? [] : refused.slice(1).split('|').map(wordsOf),
  };
}

/** The tokens that a phrase can start with. */
function firstTokens(phrase: Phrase): ReadonlySet<string> {
  const first = new Set<string>();
  for (const slot of phrase.slots) {
    for (const alternative of slot.alternatives) first.add(alternative[0]?.[0] ?? '');
    if (!slot.optional) break;
  }
  return first;
}

/** Makes a list ready for finding. */
export function compilePhrases(list: PhraseList): CompiledPhrases {
  const byFirst = new Map<string, Phrase[]>();
  for (const source of list) {
    const phrase = phraseOf(source);
    for (const token of firstTokens(phrase)) byFirst.set(token, [...(byFirst.get(token) ?? []), phrase]);
  }
  return { byFirst };
}

/** Index after `words` where they stand at token `at`, or -1. The first needs a space before it where `spaced`. */
function matchWords(tokens: readonly Token[], at: number, words: Words, spaced: boolean): number {
  let i = at;
  for (const [w, word] of words.entries()) {
    for (const [p, piece] of word.entries()) {
      const token = tokens[i];
      if (token === undefined || token.word !== piece) return -1;
      const first = w === 0 && p === 0;
      if (first ? spaced && !token.spaced : p === 0 ? !token.spaced : token.start !== tokens[i - 1]?.end) return -1;
      i += 1;
    }
  }
  return i;
}

/** The largest index after the slots from `s` on where they stand at token `at`, or -1. */
function matchSlots(tokens: readonly Token[], at: number, phrase: Phrase, s: number, first: boolean): number {
  const slot = phrase.slots[s];
  if (slot === undefined) {
    return phrase.refused.some((words) => matchWords(tokens, at, words, true) !== -1) ? -1 : at;
  }
  let best = slot.optional ? matchSlots(tokens, at, phrase, s + 1, first) : -1;
  for (const words of slot.alternatives) {
    const after = matchWords(tokens, at, words, !first);
    if (after !== -1) best = Math.max(best, matchSlots(tokens, after, phrase, s + 1, false));
  }
  return best;
}

/** Every place in `text` where a phrase of a list stands, in order, the longest at each place, none overlapping. */
export function findPhrases(text: string, list: CompiledPhrases): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  const tokens = tokensOf(text);
  for (let at = 0; at < tokens.length; at += 1) {
    const phrases = list.byFirst.get(tokens[at]?.word ?? '');
    if (phrases === undefined) continue;
    let end = -1;
    for (const phrase of phrases) end = Math.max(end, matchSlots(tokens, at, phrase, 0, true));
    if (end <= at) continue;
    spans.push({ start: tokens[at]?.start ?? 0, end: tokens[end - 1]?.end ?? 0 });
    at = end - 1;
  }
  return spans;
}
