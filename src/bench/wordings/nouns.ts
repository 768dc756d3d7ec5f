import type { Category } from '../world/index.ts';

/** "a building", "an animal". */
export function withArticle(category: Category): string {
  return /^[aeiou]/u.test(category) ? `an ${category}` : `a ${category}`;
}

/** The pronoun that opens a sentence about such a thing, and the one inside a sentence. */
export function pronouns(category: Category): { readonly This: string; readonly this: string } {
  return category === 'person' ? { This: 'This person', this: 'this person' } : { This: 'It', this: 'it' };
}
