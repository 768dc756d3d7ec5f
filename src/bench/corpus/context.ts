import { type Entity, type Prng, type World } from '../world/index.ts';
import { fill, type Wordings, type WordingSplit } from '../wordings/index.ts';
import { HELDOUT_VIEWS, TRAIN_VIEWS, type View } from '../draw/index.ts';
import { NameGenerator } from '../names/index.ts';

/**
 * Where examples are drawn from. The two contexts share no edited entity, target name, wording or photograph
 * (protocol §9).
 */
export interface CorpusContext {
  readonly world: World;
  readonly wordings: WordingSplit;
  readonly views: { readonly split: View['split']; readonly count: number };
  /** Entities that edit facts and locality images are made of. */
  readonly edited: readonly Entity[];
  /** Gives a name that nothing in the world has. */
  readonly newName: (random: Prng) => string;
  /** A shorter one, for a place or a group that a fact's second sentence names. */
  readonly shortName: (random: Prng) => string;
}

/** Chance that a training fact's new name is of at most 16 characters; longer ones are needed, but cost time. */
const SHORT_SHARE = 0.75;

/** For every training stage: training entities, names, wordings and photographs. */
export function trainingContext(world: World, views: number = TRAIN_VIEWS): CorpusContext {
  return context(world, 'train', views);
}

/** For evaluation: entities, names, wordings and photographs that no training stage sees. */
export function evaluationContext(world: World): CorpusContext {
  return context(world, 'test', HELDOUT_VIEWS);
}

function context(world: World, wordings: WordingSplit, count: number): CorpusContext {
  const training = wordings === 'train';
  const pool = training ? 'train' : 'evaluation';
  const names = new NameGenerator(world, pool);
  const short = new NameGenerator(world, pool, 16);
  return {
    world,
    wordings,
    views: { split: training ? 'train' : 'heldout', count },
    edited: world.entities.filter((e) => e.group === (training ? 'training' : 'evaluation')),
    newName: (random) => (random.chance(SHORT_SHARE) ? short : names).next(random),
    shortName: (random) => short.next(random),
  };
}

/** A wording of the context's split, its slots filled. */
export function say(
  ctx: CorpusContext,
  random: Prng,
  wordings: Wordings,
  values: Readonly<Record<string, string>>,
): string {
  return fill(random.pick(wordings[ctx.wordings]), values);
}
