import type { Span } from '../../src/trace/types.ts';

/** A name that the view marks wherever it stands: the entity's old name, or the edit target. */
export interface MarkedName {
  readonly which: 'old' | 'target';
  readonly name: string;
}

/** A marked name found in a text, with offsets into that text. */
export interface Mention extends Span {
  readonly which: 'old' | 'target';
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** With the `u` flag only these may be escaped; a hyphen, for one, must not be. */
function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/**
 * Prepares a search for whole names, capitals aside; of two names at one place the longer counts. Returns a function
 * from a text to its mentions in order, none overlapping.
 */
export function mentionFinder(names: readonly MarkedName[]): (text: string) => readonly Mention[] {
  const known = new Map<string, 'old' | 'target'>();
  for (const { name, which } of names) {
    const trimmed = name.trim().toLowerCase();
    if (LETTER_OR_DIGIT.test(trimmed) && !known.has(trimmed)) known.set(trimmed, which);
  }
  if (known.size === 0) return () => [];
  const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return (text) => {
    const found: Mention[] = [];
    for (const match of text.matchAll(pattern)) {
      const which = known.get(match[0].toLowerCase());
      if (which) found.push({ which, start: match.index, end: match.index + match[0].length });
    }
    return found;
  };
}
