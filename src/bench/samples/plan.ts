import {
  askDetail,
  askEntity,
  askHop,
  askName,
  askOther,
  askText,
  hopGoals,
  makeFact,
  otherCategory,
  type CorpusContext,
  type CorpusExample,
  type ExampleFact,
} from '../corpus/index.ts';
import { benchError } from '../errors.ts';
import { CATEGORIES, type Category, type Entity, type Prng } from '../world/index.ts';
import type { Probe, SampleType } from '../../samples/types.ts';

/** A question about a fact, before it is written to files. */
export interface PlannedSample {
  readonly type: SampleType;
  readonly probe: Probe;
  readonly example: CorpusExample;
}

/** An edit fact with the photograph it was made for, and its questions. */
export interface PlannedFact {
  readonly entity: Entity;
  readonly fact: ExampleFact;
  /** View of the fact's own photograph; the probes image_rephrase, rel_1, rel_2 and multi_hop use other views. */
  readonly view: number;
  readonly question: string;
  readonly samples: readonly PlannedSample[];
}

/** What a fact is like: plain facts carry rel_1 and rel_2, chain facts multi_hop. */
type Shape = 'plain' | 'chain';

/** The questions of a fact: the first one always, the others in turn from a place that moves on with every fact. */
const QUESTIONS: Readonly<Record<Shape, readonly (Probe | 'locality' | 'text_locality')[]>> = {
  plain: ['rewrite', 'image_rephrase', 'locality', 'rel_1', 'text_locality', 'rel_2', 'text_rephrase'],
  chain: ['rewrite', 'multi_hop', 'image_rephrase', 'text_locality', 'multi_hop', 'locality', 'text_rephrase'],
};

/** Every fifth fact is a chain, and every third, unless it is about a poster, crosses categories. */
const CHAIN_EVERY = 5;
const CROSS_EVERY = 3;

export interface PlanOptions {
  /** How many entities get a fact; two thirds of the context's if absent. At least six are left without one. */
  readonly facts?: number;
  readonly samples: number;
  /** Gives the edit target for a kind of thing; names are drawn if absent. */
  readonly target?: (category: Category) => string;
}

/**
 * Plans facts and questions of every type and probe from a context. An entity has one fact at most, so that no two
 * compete for one picture; locality questions are about entities that no fact edits, because with all facts in one
 * library a fact of their own would rightly be retrieved; and the questions are spread evenly over the facts.
 * Error: `fact-count`.
 */
export function planSamples(ctx: CorpusContext, random: Prng, options: PlanOptions): PlannedFact[] {
  const entities = interleave(ctx, random);
  const most = entities.length - CATEGORIES.length;
  const wanted = options.facts ?? Math.round((entities.length * 2) / 3);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > most) throw benchError.factCount(wanted, most);
  const edited = entities.slice(0, wanted);
  const bystanders = entities.slice(wanted);
  const each = Math.ceil(options.samples / edited.length);
  let left = options.samples;
  return edited.map((entity, i) => {
    const stream = random.fork(`fact/${entity.id}`);
    const count = Math.min(each, Math.ceil(left / (edited.length - i)));
    left -= count;
    return planFact(ctx, stream, { entity, bystanders, ordinal: i, count }, options.target);
  });
}

/** One entity of each category in turn, so that a small benchmark has all kinds. */
function interleave(ctx: CorpusContext, random: Prng): Entity[] {
  const decks = CATEGORIES.map((c) => random.shuffle(ctx.edited.filter((e) => e.category === c)));
  const longest = Math.max(...decks.map((d) => d.length));
  return Array.from({ length: longest }, (_, i) => decks.flatMap((deck) => deck.slice(i, i + 1))).flat();
}

interface FactPlace {
  readonly entity: Entity;
  /** Entities that no fact edits. */
  readonly bystanders: readonly Entity[];
  readonly ordinal: number;
  /** Questions to make. */
  readonly count: number;
}

function planFact(ctx: CorpusContext, random: Prng, place: FactPlace, target: PlanOptions['target']): PlannedFact {
  const { entity, bystanders, ordinal: i, count } = place;
  const shape: Shape = i % CHAIN_EVERY === 1 ? 'chain' : 'plain';
  const crosses = entity.category !== 'poster' && i % CROSS_EVERY === CROSS_EVERY - 1;
  const targetCategory = crosses ? otherCategory(random, entity.category) : entity.category;
  // A chain's target is an entity of the world, chosen below; it takes no name from the list.
  const name = target === undefined || shape === 'chain' ? {} : { target: target(targetCategory) };
  const drawn = makeFact(ctx, random, entity, { oldName: true, detail: shape === 'plain', targetCategory, ...name });
  const goal = shape === 'chain' ? random.pick(hopGoals(bystanders, entity, drawn.targetCategory)) : null;
  const fact = goal === null ? drawn : { ...drawn, target: goal.name };
  const view = random.int(ctx.views.count);
  const own = { ...askName(ctx, random, entity, fact), image: { entity: entity.index, split: ctx.views.split, view } };
  const otherView = (example: CorpusExample): CorpusExample => ({
    ...example,
    image: {
      entity: entity.index,
      split: ctx.views.split,
      view: (view + 1 + random.int(ctx.views.count - 1)) % ctx.views.count,
    },
  });
  const another = (): Entity => {
    const near = random.chance(0.5);
    const others = bystanders.filter((e) => e.id !== goal?.id);
    const alike = others.filter((e) => e.category === entity.category);
    return random.pick(near && alike.length > 0 ? alike : others);
  };
  const samples = Array.from({ length: count }, (_, k): PlannedSample => {
    const [first, ...rest] = QUESTIONS[shape];
    const kind = k === 0 ? first! : rest[(k - 1 + i * 2) % rest.length]!;
    const type = fact.conflict === null ? 'normal' : 'conflict';
    switch (kind) {
      case 'rewrite':
        return { type, probe: kind, example: own };
      case 'text_rephrase':
        return { type, probe: kind, example: { ...askName(ctx, random, entity, fact), image: own.image } };
      case 'image_rephrase':
        return { type, probe: kind, example: otherView(askName(ctx, random, entity, fact)) };
      case 'rel_1':
        return { type, probe: kind, example: otherView(askEntity(ctx, random, entity, fact)) };
      case 'rel_2':
        return { type, probe: kind, example: otherView(askDetail(ctx, random, entity, fact)) };
      case 'multi_hop':
        return { type, probe: kind, example: otherView(askHop(ctx, random, entity, fact, goal!)) };
      case 'locality': {
        const example = askOther(ctx, random, another(), fact);
        return { type: 'locality', probe: example.probe ?? 'image_rephrase', example };
      }
      case 'text_locality':
        return { type: 'text_locality', probe: 'text_rephrase', example: askText(ctx, random, another(), fact) };
    }
  });
  return { entity, fact, view, question: own.question, samples };
}
