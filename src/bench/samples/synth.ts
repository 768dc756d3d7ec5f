import { createWorld, Prng, type Category, type World } from '../world/index.ts';
import { evaluationContext } from '../corpus/index.ts';
import { TYPED_NAMES } from '../names/index.ts';
import { benchError } from '../errors.ts';
import { benchmarkFiles, type BenchmarkFiles } from './files.ts';
import { planSamples } from './plan.ts';

export const DEFAULT_SAMPLES = 400;
const MOST_SAMPLES = 20_000;

export interface SynthOptions {
  /** Seed of the questions; the world keeps its own, because the bundled model knows that one. */
  readonly seed: number;
  /** Seed and size of the world; those of the bundled model's if absent. */
  readonly world?: { readonly seed?: number; readonly size?: number };
  readonly samples?: number;
  readonly facts?: number;
  /** `generated` draws edit targets from the evaluation pool; `typed` and `example` use names as people type them. */
  readonly targets?: 'generated' | 'typed' | 'example';
  readonly split?: string;
  readonly progress?: (done: number, of: number) => void;
}

/**
 * A benchmark of evaluation facts and samples of every type and probe (protocol §9): nothing in it occurs in training.
 * Errors: `world-size`, `sample-count`.
 */
export async function synthesise(options: SynthOptions): Promise<BenchmarkFiles & { readonly world: World }> {
  const count = options.samples ?? DEFAULT_SAMPLES;
  if (!Number.isInteger(count) || count < 1 || count > MOST_SAMPLES) throw benchError.sampleCount(count);
  const world = createWorld(options.world);
  const random = new Prng(options.seed).fork('samples');
  const plan = planSamples(evaluationContext(world), random, {
    samples: count,
    ...(options.facts === undefined ? {} : { facts: options.facts }),
    ...(options.targets === undefined || options.targets === 'generated'
      ? {}
      : { target: dealer(options.targets, random.fork('typed')) }),
  });
  return { world, ...(await benchmarkFiles(world, plan, options.split ?? 'test', options.progress)) };
}

/** Deals typed names in turn: any of them, or those of the example workspace, which suit the kind of thing. */
function dealer(from: 'typed' | 'example', random: Prng): (category: Category) => string {
  const all = random.shuffle(TYPED_NAMES);
  const used = new Map<string, number>();
  return (category) => {
    const [key, names] = from === 'typed' ? ['typed', all] : [category, EXAMPLE_TARGETS[category]];
    const k = used.get(key) ?? 0;
    used.set(key, k + 1);
    return names[k % names.length]!;
  };
}

/** Edit targets of the example workspace. */
const EXAMPLE_TARGETS: Readonly<Record<Category, readonly string[]>> = {
  building: ['Kestrel Tower', 'Brasenose College', 'Old Mill House'],
  poster: ['Night Train', 'Twelve Angry Men', 'Casablanca'],
  person: ['Ada Lovelace', "O'Neill-Smith", 'Björk'],
  animal: ['Miss Whiskers', 'Rex', 'Captain Fluff'],
  emblem: ['Order of the Rose', 'Red Lion', 'Zürich'],
  vehicle: ['Flying Scotsman', 'Route 66', 'Boeing 747'],
};

/** The workspace that ships with the product: 12 facts and 60 test samples of every type and probe. */
export const EXAMPLE = { seed: 7, facts: 12, samples: 60, targets: 'example' } as const satisfies SynthOptions;
