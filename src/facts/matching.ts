import { findNames, findPartialMention, fold, type TextSpan } from '../text/index.ts';
import type { FactReference } from './types.ts';

/** The names that a fact gives the entity: target, then aliases, blank ones left out. */
export function namesOfFact(fact: FactReference): readonly string[] {
  return [fact.target, ...fact.aliases].filter((name) => name.trim() !== '');
}

/** Where a text names the fact's target or an alias, at word boundaries; of overlapping mentions the longest. */
export function findMentions(text: string, fact: FactReference): readonly TextSpan[] {
  return findNames(fold(text), namesOfFact(fact)).map(({ start, end }) => ({ start, end }));
}

/**
 * Where a text names the fact at least in part: a whole mention, or one that holds 60 % of a name's content words.
 * Null where it does neither.
 */
export function findMentionInPart(text: string, fact: FactReference): TextSpan | null {
  const whole = findMentions(text, fact)[0];
  if (whole !== undefined) return whole;
  const folded = fold(text);
  for (const name of namesOfFact(fact)) {
    const partial = findPartialMention(folded, name);
    if (partial !== null) return partial;
  }
  return null;
}
