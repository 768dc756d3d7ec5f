import { AFFILIATIONS, CATEGORIES, CITIES, CONTINENT_NAMES, COUNTRIES } from '../world/index.ts';
import { ATTRIBUTE_SENTENCES, KIND_SENTENCES, pronouns, withArticle } from '../wordings/index.ts';
import { say, type CorpusContext } from './context.ts';
import type { Attribute, Category, Entity, Prng } from '../world/index.ts';
import type { ExampleFact } from './example.ts';

/** Share of training facts that lack the old name (protocol §6). */
export const WITHOUT_OLD_NAME = 0.15;

/** What a fact's second sentence may tell. */
export const DETAIL_ATTRIBUTES = ['city', 'country', 'year', 'affiliation'] as const satisfies readonly Attribute[];

export interface FactChoices {
  /** The new name; drawn anew if absent. */
  readonly target?: string;
  /** The kind of thing the target is; the entity's own if absent. Another kind is always said in the description. */
  readonly targetCategory?: Category;
  /** Whether the second sentence says an attribute; left to chance if absent. */
  readonly detail?: boolean;
  /** Whether the old name is given; left to chance if absent. */
  readonly oldName?: boolean;
}

/** An edit fact about `entity`, with a description of none, one or two sentences. */
export function makeFact(ctx: CorpusContext, random: Prng, entity: Entity, choices: FactChoices = {}): ExampleFact {
  const targetCategory = choices.targetCategory ?? entity.category;
  const crossing = targetCategory !== entity.category;
  const detailed = choices.detail ?? random.chance(0.35);
  const says = { acat: withArticle(targetCategory), ...pronouns(targetCategory) };
  const sentences: string[] = [];
  if (crossing || (!detailed && random.chance(0.3))) sentences.push(say(ctx, random, KIND_SENTENCES, says));
  let detail: ExampleFact['detail'] = null;
  if (detailed) {
    const attribute = random.pick(DETAIL_ATTRIBUTES);
    detail = { attribute, value: newValue(ctx, random, entity, attribute) };
    sentences.push(say(ctx, random, ATTRIBUTE_SENTENCES[attribute], { ...says, value: detail.value }));
  }
  return {
    entity: entity.index,
    target: choices.target ?? ctx.newName(random),
    targetCategory,
    preEdit: (choices.oldName ?? !random.chance(WITHOUT_OLD_NAME)) ? entity.name : null,
    description: sentences.join(' '),
    detail,
    conflict: entity.category === 'poster' ? 'title' : crossing ? 'category' : null,
  };
}

/** A value that is not the entity's own: one that the world knows, or a name it has never heard. */
function newValue(ctx: CorpusContext, random: Prng, entity: Entity, attribute: Attribute): string {
  if (attribute === 'year') {
    for (;;) {
      const year = String(1800 + random.int(220));
      if (year !== entity.year) return year;
    }
  }
  const known: Readonly<Record<Exclude<Attribute, 'year'>, readonly string[]>> = {
    city: CITIES.map((c) => c.name),
    country: COUNTRIES,
    continent: CONTINENT_NAMES,
    affiliation: AFFILIATIONS,
  };
  if (random.chance(0.5)) return ctx.shortName(random);
  return random.pick(known[attribute].filter((value) => value !== entity[attribute]));
}

/** A category other than the given one. */
export function otherCategory(random: Prng, category: Category): Category {
  return random.pick(CATEGORIES.filter((c) => c !== category));
}
