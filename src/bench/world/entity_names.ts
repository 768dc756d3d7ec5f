import { AFFILIATIONS, CITIES, CONTINENT_NAMES, COUNTRIES } from './geography.ts';
import { CATEGORIES, type Category } from './categories.ts';
import { inventWord, type WordShape } from './syllables.ts';
import type { Prng } from './prng.ts';

const WORD: WordShape = { middle: 0.3, minLength: 4, maxLength: 7 };
const LONG_WORD: WordShape = { middle: 0.7, minLength: 6, maxLength: 8 };
const SHORT_WORD: WordShape = { middle: 0, minLength: 4, maxLength: 5 };

/** A second word that tells what the thing is, as real names often do; it is shared between entities. */
const BUILDING_KINDS = ['Hall', 'Keep', 'Court', 'House', 'Spire', 'Gate'];
const EMBLEM_KINDS = ['Crest', 'Guild', 'Union', 'Star', 'Seal'];
const POSTER_NOUNS = ['Tide', 'Lark', 'Echo', 'Dusk', 'Fable', 'Waltz', 'Orbit', 'Storm'];
const VEHICLE_MARKS = ['GT', 'Mk 2', '40', 'X', '7', '500'];

/** The shortest and longest name in the world, in characters. */
export const NAME_LENGTH = { min: 6, max: 16 } as const;

function compose(category: Category, random: Prng, fresh: (shape: WordShape) => string): string {
  switch (category) {
    case 'building':
      return random.chance(0.6) ? `${fresh(WORD)} ${random.pick(BUILDING_KINDS)}` : fresh(LONG_WORD);
    case 'poster':
      return `${fresh(WORD)} ${random.pick(POSTER_NOUNS)}`;
    case 'person':
      return `${fresh(SHORT_WORD)} ${fresh(WORD)}`;
    case 'animal':
      return fresh(LONG_WORD);
    case 'emblem':
      return random.chance(0.6) ? `${fresh(WORD)} ${random.pick(EMBLEM_KINDS)}` : fresh(LONG_WORD);
    case 'vehicle':
      return random.chance(0.7) ? `${fresh(WORD)} ${random.pick(VEHICLE_MARKS)}` : fresh(LONG_WORD);
  }
}

/** The words that entity names share with one another ("Hall", "GT"); no invented word equals one of them. */
const SHARED_WORDS = [...BUILDING_KINDS, ...EMBLEM_KINDS, ...POSTER_NOUNS, ...VEHICLE_MARKS];

/** Words our tables can form that name something real; the world's things are all made up. */
const REAL_WORDS = ['oslo', 'briton', 'jordan', 'belfast', 'kelvin', 'merlin', 'morgan', 'berlin', 'jasmine', 'balsa'];

/** All entities' names in the order of `categories` × `perCategory`; see `entityNames`. */
export type NameTable = Readonly<Record<Category, readonly string[]>>;

/**
 * Names for `perCategory` entities of each category. Every name holds at least one invented word that occurs in no
 * other name, place or affiliation, and no invented word begins with another: a name found in a text is therefore
 * evidence for one entity alone, which is what makes the rule judge exact here (protocol §4).
 */
export function entityNames(random: Prng, perCategory: number): NameTable {
  const taken: string[] = [...SHARED_WORDS, ...AFFILIATIONS, ...CITIES.map((c) => c.name), ...COUNTRIES]
    .concat(CONTINENT_NAMES)
    .map((word) => word.toLowerCase());
  const exact = new Set([...taken, ...REAL_WORDS]);
  const fresh = (shape: WordShape): string => {
    for (;;) {
      const word = inventWord(random, shape);
      const lower = word.toLowerCase();
      if (exact.has(lower) || taken.some((other) => other.startsWith(lower) || lower.startsWith(other))) continue;
      exact.add(lower);
      taken.push(lower);
      return word;
    }
  };
  const table = {} as Record<Category, string[]>;
  for (const category of CATEGORIES) {
    const names: string[] = [];
    while (names.length < perCategory) {
      const name = compose(category, random, fresh);
      if (name.length >= NAME_LENGTH.min && name.length <= NAME_LENGTH.max) names.push(name);
    }
    table[category] = names;
  }
  return table;
}
