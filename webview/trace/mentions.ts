import { findNames, fold } from '../../src/text/index.ts';
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

/**
 * Prepares a search for names as the judges and labels find them: whole, capitals and kinds of hyphen aside, the longer
 * of two at one place. Returns a function from a text to its mentions in order, none overlapping.
 */
export function mentionFinder(names: readonly MarkedName[]): (text: string) => readonly Mention[] {
  const known = new Map<string, 'old' | 'target'>();
  for (const { name, which } of names) if (!known.has(name)) known.set(name, which);
  const wanted = [...known.keys()];
  return (text) =>
    findNames(fold(text), wanted).map(({ name, start, end }) => ({ which: known.get(name) ?? 'target', start, end }));
}
