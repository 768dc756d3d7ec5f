import {
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
  SET_ASIDE,
  UNRELATED,
  type Wordings,
} from '../wordings/index.ts';
import { attributeOf, type Attribute, type Category, type Entity, type Prng } from '../world/index.ts';
import { imageQuestion, nameQuestion, photograph, recall, seen, shown, textQuestion } from './plain.ts';
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
  const taken = fact.conflict === null ? FOLLOW : OVERRIDE;
  return `${seen(ctx, random, entity)} ${say(ctx, random, taken, values)}`;
}

/** The name of what the image shows, asked of an entity whose fact is in the prompt. */
export function askName(ctx: CorpusContext, random: Prng, entity: Entity, fact: ExampleFact): CorpusExample {
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

/** The name, asked for by what the fact's second sentence says (probe rel_1); the fact must have a detail. */
export function askEntity(ctx: CorpusContext, random: Prng, entity: Entity, fact: ExampleFact): CorpusExample {
  const { attribute, value } = detailOf(fact);
  const clue = CLUES[attribute].replace('{value}', () => value);
  return {
    ...askName(ctx, random, entity, fact),
    scenario: 'relOne',
    probe: 'rel_1',
    question: say(ctx, random, ENTITY_QUESTIONS, { cat: entity.category, clue }),
  };
}

/** The attribute that the fact's second sentence changes (probe rel_2); the fact must have a detail. */
export function askDetail(ctx: CorpusContext, random: Prng, entity: Entity, fact: ExampleFact): CorpusExample {
  const { attribute, value } = detailOf(fact);
  return {
    ...askName(ctx, random, entity, fact),
    scenario: 'relTwo',
    probe: 'rel_2',
    question: imageQuestion(ctx, random, entity, attribute),
    think: `${takeFact(ctx, random, entity, fact)} ${say(ctx, random, READ_DETAIL, { ask: ASK_NOUN[attribute], value })}`,
    answer: value,
    preEdit: attributeOf(entity, attribute),
  };
}

function detailOf(fact: ExampleFact): NonNullable<ExampleFact['detail']> {
  if (fact.detail === null) throw new RangeError(`The fact about "${fact.target}" says no attribute to ask about.`);
  return fact.detail;
}

/** What a chain may end in. */
export const HOP_ATTRIBUTES = ['city', 'country', 'continent', 'affiliation'] as const satisfies readonly Attribute[];

/** An attribute of the target, which is the entity `goal` of the world (probe multi_hop). */
export function askHop(
  ctx: CorpusContext,
  random: Prng,
  entity: Entity,
  fact: ExampleFact,
  goal: Entity,
): CorpusExample {
  // The old and the new chain must end apart, or the answer would not show which was followed.
  const asked = random.pick(HOP_ATTRIBUTES.filter((a) => goal[a] !== entity[a]));
  return {
    ...askName(ctx, random, entity, fact),
    scenario: 'multiHopFact',
    probe: 'multi_hop',
    question: imageQuestion(ctx, random, entity, asked),
    think: `${takeFact(ctx, random, entity, fact)} ${recall(ctx, random, goal, asked, goal.name)}`,
    answer: attributeOf(goal, asked),
    preEdit: attributeOf(entity, asked),
    hops: [{ edited: goal.name, visual: entity.name }],
  };
}

/** Those of `entities` whose name can be the target of a chain that starts at `entity`. */
export function hopGoals(entities: readonly Entity[], entity: Entity, category: Category): readonly Entity[] {
  return entities.filter(
    (e) => e.category === category && e.id !== entity.id && HOP_ATTRIBUTES.some((a) => e[a] !== entity[a]),
  );
}

/** The fact renames what the image shows, and nothing in the image stands against it. */
export function normal(ctx: CorpusContext, random: Prng, choices: FactChoices = {}): CorpusExample {
  return askName(ctx, random, ...subject(ctx, random, false, choices));
}

/** The fact renames what the image shows, and a printed title or the target's category stands against it. */
export function conflict(ctx: CorpusContext, random: Prng, choices: FactChoices = {}): CorpusExample {
  return askName(ctx, random, ...subject(ctx, random, true, choices));
}

/** `askEntity` of a fact drawn anew. */
export function relOne(ctx: CorpusContext, random: Prng, isConflict = random.chance(0.5)): CorpusExample {
  return askEntity(ctx, random, ...subject(ctx, random, isConflict, { detail: true }));
}

/** `askDetail` of a fact drawn anew. */
export function relTwo(ctx: CorpusContext, random: Prng, isConflict = random.chance(0.5)): CorpusExample {
  return askDetail(ctx, random, ...subject(ctx, random, isConflict, { detail: true }));
}

/** `askHop` of a fact drawn anew, whose target is another entity of the world. */
export function multiHopFact(ctx: CorpusContext, random: Prng, isConflict = random.chance(0.5)): CorpusExample {
  const [entity, plan] = subject(ctx, random, isConflict, { detail: false });
  const goal = random.pick(hopGoals(ctx.edited, entity, plan.targetCategory));
  return askHop(ctx, random, entity, { ...plan, target: goal.name }, goal);
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

/** The image shows `seen`, another entity than the fact's, which must carry its old name: the fact is set aside. */
export function askOther(ctx: CorpusContext, random: Prng, other: Entity, fact: ExampleFact): CorpusExample {
  // Without the old name nothing in the prompt would tell that the fact is about something else (protocol §6).
  if (fact.preEdit === null) throw new RangeError('A locality question needs a fact with its old name.');
  const asked = random.chance(0.6) ? null : random.pick(['city', 'year', 'affiliation', 'country'] as const);
  const values = { ...shown(other), old: fact.preEdit };
  const end = asked === null ? say(ctx, random, KEEP_NAME, values) : recall(ctx, random, other, asked, null);
  return {
    scenario: 'locality',
    image: photograph(ctx, random, other),
    fact,
    question: asked === null ? nameQuestion(ctx, random, other) : imageQuestion(ctx, random, other, asked),
    think: `${seen(ctx, random, other)} ${say(ctx, random, SET_ASIDE, values)} ${end}`,
    answer: asked === null ? other.name : attributeOf(other, asked),
    type: 'locality',
    probe: asked === null ? 'image_rephrase' : 'rel_2',
    preEdit: null,
    hops: [],
  };
}

/** A question without an image, about `other` or a neutral text: the fact has nothing to do with it. */
export function askText(ctx: CorpusContext, random: Prng, other: Entity, fact: ExampleFact): CorpusExample {
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

/** `askOther` of a fact and an image drawn anew. */
export function locality(ctx: CorpusContext, random: Prng): CorpusExample {
  const [edited, seen] = pair(ctx, random);
  return askOther(ctx, random, seen, anyFact(ctx, random, edited, { oldName: true }));
}

/** `askText` of a fact and a question drawn anew. */
export function textLocality(ctx: CorpusContext, random: Prng): CorpusExample {
  const [edited, other] = pair(ctx, random);
  return askText(ctx, random, other, anyFact(ctx, random, edited, {}));
}

/** Says that the fact is not related, naming its old name only where the fact gives one. */
function unrelated(ctx: CorpusContext, random: Prng, fact: ExampleFact): string {
  const fits = (wording: string): boolean => fact.preEdit !== null || !wording.includes('{old}');
  const wordings: Wordings = { train: UNRELATED.train.filter(fits), test: UNRELATED.test.filter(fits) };
  return say(ctx, random, wordings, { old: fact.preEdit ?? '' });
}
