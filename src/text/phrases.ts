import type { TextSpan } from './names.ts';

/**
 * A list of phrases, written for people: words apart by spaces; `a|b` either word; `word?` an optional word; `a_b|c`
 * where an alternative has two words; a last `!x|y` means "not followed by x or y". Matched at word boundaries,
 * ignoring case.
 */
export type PhraseList = readonly string[];

const EDGE = '[\\p{L}\\p{N}\\p{M}_]';
const GAP = '[\\s\\u0085\\u001c-\\u001f]+';

function escape(word: string): string {
  return word
    .replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')
    .replace(/['’]/gu, "['’]")
    .replace(/-/gu, '[-‐‑]');
}

function compileAlternative(alternative: string): string {
  return alternative.replaceAll('_', ' ').split(' ').map(escape).join(GAP);
}

function compilePhrase(phrase: string): string {
  const words = phrase.split(' ').filter((word) => !word.startsWith('!'));
  const refused = phrase.split(' ').find((word) => word.startsWith('!'));
  const lastRequired = words.findLastIndex((word) => !word.endsWith('?'));
  const parts = words.map((word, i) => {
    const optional = word.endsWith('?');
    const body = (optional ? word.slice(0, -1) : word).split('|').map(compileAlternative).join('|');
    if (i > lastRequired) return `(?:${GAP}(?:${body}))?`;
    if (i === lastRequired) return `(?:${body})`;
    return optional ? `(?:(?:${body})${GAP})?` : `(?:${body})${GAP}`;
  });
  if (refused !== undefined) {
    const list = refused.slice(1).split('|').map(compileAlternative).join('|');
    parts.push(`(?!${GAP}(?:${list})(?!${EDGE}))`);
  }
  return parts.join('');
}

/** Compiles a list to one regular expression; every quantifier in it is bounded by a word, so it runs in linear time. */
export function compilePhrases(list: PhraseList): RegExp {
  const body = [...list]
    .sort((a, b) => b.length - a.length)
    .map(compilePhrase)
    .join('|');
  return new RegExp(`(?<!${EDGE})(?:${body})(?!${EDGE})`, 'giu');
}

/** Every place in `text` where a phrase of a compiled list stands, in order, longest phrase first at each place. */
export function findPhrases(text: string, list: RegExp): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  for (const match of text.matchAll(list)) spans.push({ start: match.index, end: match.index + match[0].length });
  return spans;
}
