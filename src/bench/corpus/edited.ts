import {
  APPEARANCE,
  ASKED,
  CLUES,
  COMMIT,
  ENTITY_QUESTIONS,
  FOLLOW,
  KEEP_NAME,
  NEUTRAL_NOTES,
  OVERRIDE,
  READ_DETAIL,
  READ_NOTE,
  SEEN,
  SET_ASIDE,
  TITLE,
  UNRELATED,
  type Wordings,
} from '../wordings/index.ts';
import { attributeOf, type Attribute, type Entity, type Prng } from '../world/index.ts';
import { imageQuestion, nameQuestion, photograph, recall, shown, textQuestion } from './plain.ts';
import { makeFact, otherCategory, type FactChoices } from './facts.ts';
import { say, type CorpusContext } from './context.ts';
import type { CorpusExample, ExampleFact } from './example.ts';

/** Examples with an edit fact in the prompt: follow it, override the image with it, or set it aside. */

/** Every attribute under the noun that questions use for it. */
const ASK_NOUN: Readonly<Record<Attribute, string>> = {
  city: 'city',
  country: 'country',
  continent: 'continent',
  year: 'year',
  affiliation: 'group',
};

/** Share of conflicts that come from a poster's printed title; the others come from the target's category. */
const TITLE_SHARE = 0.5;

/** An entity whose image does not contradict a new name of its own category. */
function untitled(ctx: CorpusContext, random: Prng): Entity {
  return random.pick(ctx.edited.filter((e) => e.category !== 'poster'));
}

/** An entity and a fact about it that its image contradicts. */
function contradicted(ctx: CorpusContext, random: Prng, choices: FactChoices): [Entity, ExampleFact] {
  if (random.chance(TITLE_SHARE)) {
    const poster = random.pick(ctx.edited.filter((e) => e.category === 'poster'));
    return [poster, makeFact(ctx, random, poster, choices)];
  }
  const entity = untitled(ctx, random);
  return [
    entity,
    makeFact(ctx, random, entity, { ...choices, targetCategory: otherCategory(random, entity.category) }),
  ];
}

/** An entity with a fact about it, in conflict with the image or not. */
function subject(ctx: CorpusContext, random: Prng, conflict: boolean, choices: FactChoices): [Entity, ExampleFact] {
  if (conflict) return contradicted(ctx, random, choices);
  const entity = untitled(ctx, random);
  return [entity, makeFact(ctx, random, entity, choices)];
}

/** The thought up to the target: what is seen, then the fact, after a pivot where the two disagree. */
function takeFact(ctx: CorpusContext, random: Prng, entity: Entity, fact: ExampleFact): string {
  const values = { ...shown(entity), new: fact.target };
  const seen = fact.conflict === 'title' ? TITLE : fact.conflict === 'category' ? APPEARANCE : SEEN;
  const taken = fact.conflict === null ? FOLLOW : OVERRIDE;
  return `${say(ctx, random, seen, values)} ${say(ctx, random, taken, values)}`;
}

function named(ctx: CorpusContext, random: Prng, entity: Entity, fact: ExampleFact): CorpusExample {
  return {
    scenario: fact.conflict === null ? 'normal' : 'conflict',
    image: photograph(ctx, random, entity),
    fact,
    question: nameQuestion(ctx, random, entity),
    think: `${takeFact(ctx, random, entity, fact)} ${say(ctx, random, COMMIT, { new: fact.target })}`,
    answer: fact.target,
    type: fact.conflict === null ? 'normal' : 'conflict',
    probe: 'image_rephrase',
    preEdit: entity.name,
    hops: [],
  };
}

/** The fact renames what the image shows, and nothing in the image stands against it. */
export function normal(ctx: CorpusContext, random: Prng, choices: FactChoices = {}): CorpusExample {
  const [entity, fact] = subject(ctx, random, false, choices);
  return named(ctx, random, entity, fact);
}

/** The fact renames what the image shows, and a printed title or the target's category stands against it. */
export function conflict(ctx: CorpusContext, random: Prng, choices: FactChoices = {}): CorpusExample {
  const [entity, fact] = subject(ctx, random, true, choices);
  return named(ctx, random, entity, fact);
}

/** The name is asked for by what the fact's second sentence says (probe rel_1). */
export function relOne(ctx: CorpusContext, random: Prng, isConflict = random.chance(0.5)): CorpusExample {
  const [entity, fact] = subject(ctx, random, isConflict, { detail: true });
  const detail = fact.detail!;
  const clue = CLUES[detail.attribute].replace('{value}', () => detail.value);
  return {
    ...named(ctx, random, entity, fact),
    scenario: 'relOne',
    probe: 'rel_1',
    question: say(ctx, random, ENTITY_QUESTIONS, { cat: entity.category, clue }),
  };
}

/** An attribute is asked for that the fact's second sentence changes (probe rel_2). */
export function relTwo(ctx: CorpusContext, random: Prng, isConflict = random.chance(0.5)): CorpusExample {
  const [entity, fact] = subject(ctx, random, isConflict, { detail: true });
  const { attribute, value } = fact.detail!;
  return {
    ...named(ctx, random, entity, fact),
    scenario: 'relTwo',
    probe: 'rel_2',
    question: imageQuestion(ctx, random, entity, attribute),
    think: `${takeFact(ctx, random, entity, fact)} ${say(ctx, random, READ_DETAIL, { ask: ASK_NOUN[attribute], value })}`,
    answer: value,
    preEdit: attributeOf(entity, attribute),
  };
}

/** The target is another entity of the world; an attribute of it is asked for (probe multi_hop). */
export function multiHopFact(ctx: CorpusContext, random: Prng, isConflict = random.chance(0.5)): CorpusExample {
  const [entity, plan] = subject(ctx, random, isConflict, { detail: false });
  const asked = random.pick(['city', 'country', 'continent', 'affiliation'] as const);
  // The old and the new chain must end apart, or the answer would not show which was followed.
  const goal = random.pick(
    ctx.edited.filter((e) => e.category === plan.targetCategory && e[asked] !== entity[asked] && e.id !== entity.id),
  );
  const fact = { ...plan, target: goal.name };
  return {
    ...named(ctx, random, entity, fact),
    scenario: 'multiHopFact',
    probe: 'multi_hop',
    question: imageQuestion(ctx, random, entity, asked),
    think: `${takeFact(ctx, random, entity, fact)} ${recall(ctx, random, goal, asked, goal.name)}`,
    answer: attributeOf(goal, asked),
    preEdit: attributeOf(entity, asked),
    hops: [{ edited: goal.name, visual: entity.name }],
  };
}

/** Two entities: the fact's, and another one that is asked about; of one category half the time, which is harder. */
function pair(ctx: CorpusContext, random: Prng): [Entity, Entity] {
  const edited = random.pick(ctx.edited);
  const near = random.chance(0.5);
  return [
    edited,
    random.pick(ctx.edited.filter((e) => e.id !== edited.id && (!near || e.category === edited.category))),
  ];
}

/** A fact about one entity of any kind, in conflict or not. */
function anyFact(ctx: CorpusContext, random: Prng, entity: Entity, choices: FactChoices): ExampleFact {
  const crossing = random.chance(0.2) ? { targetCategory: otherCategory(random, entity.category) } : {};
  return makeFact(ctx, random, entity, { ...choices, ...crossing });
}

/** The image shows another entity than the fact's: the fact is set aside and the true answer given. */
export function locality(ctx: CorpusContext, random: Prng): CorpusExample {
  const [edited, seen] = pair(ctx, random);
  // Without the old name nothing in the prompt would tell that the fact is about something else (protocol §6).
  const fact = anyFact(ctx, random, edited, { oldName: true });
  const asked = random.chance(0.6) ? null : random.pick(['city', 'year', 'affiliation', 'country'] as const);
  const values = { ...shown(seen), old: edited.name };
  const end = asked === null ? say(ctx, random, KEEP_NAME, values) : recall(ctx, random, seen, asked, null);
  return {
    scenario: 'locality',
    image: photograph(ctx, random, seen),
    fact,
    question: asked === null ? nameQuestion(ctx, random, seen) : imageQuestion(ctx, random, seen, asked),
    think: `${say(ctx, random, SEEN, values)} ${say(ctx, random, SET_ASIDE, values)} ${end}`,
    answer: asked === null ? seen.name : attributeOf(seen, asked),
    type: 'locality',
    probe: asked === null ? 'image_rephrase' : 'rel_2',
    preEdit: null,
    hops: [],
  };
}

/** A question without an image, about another entity or a neutral text: the fact has nothing to do with it. */
export function textLocality(ctx: CorpusContext, random: Prng): CorpusExample {
  const [edited, other] = pair(ctx, random);
  const fact = anyFact(ctx, random, edited, {});
  const base = {
    scenario: 'textLocality',
    image: null,
    fact,
    type: 'text_locality',
    probe: 'text_rephrase',
    preEdit: null,
    hops: [],
  } as const;
  if (random.chance(0.25)) {
    const name = ctx.newName(random);
    return {
      ...base,
      question: say(ctx, random, NEUTRAL_NOTES, { new: name }),
      think: `${say(ctx, random, READ_NOTE, { new: name })} ${unrelated(ctx, random, fact)}`,
      answer: name,
    };
  }
  const asked = random.pick(['city', 'country', 'year', 'affiliation'] as const);
  return {
    ...base,
    question: textQuestion(ctx, random, other, asked),
    think: `${say(ctx, random, ASKED, { name: other.name })} ${unrelated(ctx, random, fact)} ${recall(ctx, random, other, asked, null)}`,
    answer: attributeOf(other, asked),
  };
}

/** Says that the fact is not related, naming its old name only where the fact gives one. */
function unrelated(ctx: CorpusContext, random: Prng, fact: ExampleFact): string {
  const fits = (wording: string): boolean => fact.preEdit !== null || !wording.includes('{old}');
  const wordings: Wordings = { train: UNRELATED.train.filter(fits), test: UNRELATED.test.filter(fits) };
  return say(ctx, random, wordings, { old: fact.preEdit ?? '' });
}
