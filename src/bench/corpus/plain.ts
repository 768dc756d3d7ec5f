import {
  APPEARANCE,
  ATTRIBUTE_QUESTIONS,
  IMAGE_SUBJECTS,
  KNOWN,
  NAME_QUESTIONS,
  NEUTRAL_NOTES,
  pronouns,
  READ_NOTE,
  RECALL,
  SEEN,
  TITLE,
  withArticle,
} from '../wordings/index.ts';
import { ATTRIBUTES, attributeOf, type Attribute, type Entity, type Prng } from '../world/index.ts';
import { say, type CorpusContext } from './context.ts';
import type { CorpusExample, ExampleImage, Scenario } from './example.ts';

/** Examples without an edit fact: what the world is, and how to read a name from context. */

const NO_EDIT = { fact: null, type: null, probe: null, preEdit: null, hops: [] } as const;

/** A photograph of the entity from the context's split. */
export function photograph(ctx: CorpusContext, random: Prng, entity: Entity): ExampleImage {
  return { entity: entity.index, split: ctx.views.split, view: random.int(ctx.views.count) };
}

/** Slots that describe what an image of the entity shows. */
export function shown(entity: Entity): Readonly<Record<string, string>> {
  return { cat: entity.category, acat: withArticle(entity.category), seen: entity.name };
}

/** Share of posters that are named by their printed title. */
const BY_TITLE = 0.6;

/**
 * What the image shows, in words that do not depend on the scenario: what the fact has to do with it is decided only
 * after the name has been said, where the two names can be compared.
 */
export function seen(ctx: CorpusContext, random: Prng, entity: Entity): string {
  const byTitle = entity.category === 'poster' && random.chance(BY_TITLE);
  return say(ctx, random, byTitle ? TITLE : random.chance(0.5) ? SEEN : APPEARANCE, shown(entity));
}

export function nameQuestion(ctx: CorpusContext, random: Prng, entity: Entity): string {
  return say(ctx, random, NAME_QUESTIONS, { cat: entity.category });
}

/** A question about an attribute of what the image shows. */
export function imageQuestion(ctx: CorpusContext, random: Prng, entity: Entity, attribute: Attribute): string {
  const it = say(ctx, random, IMAGE_SUBJECTS, { cat: entity.category });
  return say(ctx, random, ATTRIBUTE_QUESTIONS[attribute], { it });
}

/** A question about a named entity, without an image. */
export function textQuestion(ctx: CorpusContext, random: Prng, entity: Entity, attribute: Attribute): string {
  return say(ctx, random, ATTRIBUTE_QUESTIONS[attribute], { it: entity.name });
}

/** The thought that recalls an attribute; `who` is a name, or null for a pronoun. */
export function recall(
  ctx: CorpusContext,
  random: Prng,
  entity: Entity,
  attribute: Attribute,
  who: string | null,
): string {
  const words = pronouns(entity.category);
  return say(ctx, random, RECALL[attribute], {
    Who: who ?? words.This,
    who: who ?? words.this,
    city: entity.city,
    country: entity.country,
    value: attributeOf(entity, attribute),
  });
}

/** What does the image show? The entity's name. */
export function naming(ctx: CorpusContext, random: Prng): CorpusExample {
  const entity = random.pick(ctx.world.entities);
  return {
    ...NO_EDIT,
    scenario: 'naming',
    image: photograph(ctx, random, entity),
    question: nameQuestion(ctx, random, entity),
    think: say(ctx, random, KNOWN, shown(entity)),
    answer: entity.name,
  };
}

/** One attribute of what the image shows, recalled directly: city, year or affiliation. */
export function attribute(ctx: CorpusContext, random: Prng): CorpusExample {
  return aboutImage(ctx, random, 'attribute', random.pick(['city', 'year', 'affiliation']));
}

/** Country or continent of what the image shows, through its city. */
export function hop(ctx: CorpusContext, random: Prng): CorpusExample {
  return aboutImage(ctx, random, 'hop', random.pick(['country', 'continent']));
}

/** The same chain as `hop`, as the unedited counterpart of the probe multi_hop. */
export function multiHopNoFact(ctx: CorpusContext, random: Prng): CorpusExample {
  return { ...hop(ctx, random), scenario: 'multiHopNoFact', probe: 'multi_hop' };
}

function aboutImage(ctx: CorpusContext, random: Prng, scenario: Scenario, asked: Attribute): CorpusExample {
  const entity = random.pick(ctx.world.entities);
  return {
    ...NO_EDIT,
    scenario,
    image: photograph(ctx, random, entity),
    question: imageQuestion(ctx, random, entity, asked),
    think: `${seen(ctx, random, entity)} ${recall(ctx, random, entity, asked, null)}`,
    answer: attributeOf(entity, asked),
  };
}

/** Any attribute of an entity that the question names; there is no image. */
export function textAttribute(ctx: CorpusContext, random: Prng): CorpusExample {
  const entity = random.pick(ctx.world.entities);
  const asked = random.pick(ATTRIBUTES);
  return {
    ...NO_EDIT,
    scenario: 'textAttribute',
    image: null,
    question: textQuestion(ctx, random, entity, asked),
    think: recall(ctx, random, entity, asked, entity.name),
    answer: attributeOf(entity, asked),
  };
}

/** A neutral sentence holds a new name, and the question asks for it (protocol §9): no edit fact has this form. */
export function neutralCopy(ctx: CorpusContext, random: Prng): CorpusExample {
  return copyName(ctx, random, 'neutralCopy', ctx.newName(random));
}

/**
 * The same with a name that the model knows. A known name is one or two whole tokens; only reading each of them from
 * context teaches that the old name in a fact is to be read too, and not guessed. No fact is involved (protocol §9).
 */
export function knownCopy(ctx: CorpusContext, random: Prng): CorpusExample {
  return copyName(ctx, random, 'knownCopy', random.pick(ctx.world.entities).name);
}

function copyName(ctx: CorpusContext, random: Prng, scenario: Scenario, name: string): CorpusExample {
  return {
    ...NO_EDIT,
    scenario,
    image: random.chance(0.3) ? photograph(ctx, random, random.pick(ctx.world.entities)) : null,
    question: say(ctx, random, NEUTRAL_NOTES, { new: name }),
    think: say(ctx, random, READ_NOTE, { new: name }),
    answer: name,
  };
}
