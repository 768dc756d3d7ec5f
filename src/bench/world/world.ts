import { AFFILIATIONS, CITIES } from './geography.ts';
import { CATEGORIES, type Attribute, type Category } from './categories.ts';
import { benchError } from '../errors.ts';
import { entityNames } from './entity_names.ts';
import { Prng } from './prng.ts';

/** One thing in the synthetic world, with everything that can be asked of it. */
export interface Entity {
  /** `building-00`, `building-01`, …: stable for a seed and size. */
  readonly id: string;
  /** Position in `World.entities`. */
  readonly index: number;
  /** Position among the entities of its category. */
  readonly ordinal: number;
  readonly category: Category;
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly continent: string;
  /** Four digits. */
  readonly year: string;
  readonly affiliation: string;
  /** `evaluation` entities stand in no training fact or pair (protocol §9); all entities are in pre-training. */
  readonly group: 'training' | 'evaluation';
}

export interface World {
  readonly version: string;
  readonly seed: number;
  readonly entities: readonly Entity[];
}

/** Changes whenever the same seed would give another world, picture or name. */
export const WORLD_VERSION = 'crane-world-1';
export const DEFAULT_SEED = 2026;
export const DEFAULT_SIZE = 120;
/** Share of the entities that are kept for evaluation facts: 36 of 120. */
const EVALUATION_SHARE = 0.3;
/** Silhouettes × colours bound how many entities of one category can look different. */
export const MAX_PER_CATEGORY = 84;

/**
 * Makes the world: `size` entities in six categories (protocol §9), the same for a seed and size on every host.
 * Error `world-size` when the size is not a multiple of 6 between 12 and 504.
 */
export function createWorld(options: { readonly seed?: number; readonly size?: number } = {}): World {
  const seed = options.seed ?? DEFAULT_SEED;
  const size = options.size ?? DEFAULT_SIZE;
  const perCategory = size / CATEGORIES.length;
  if (!Number.isInteger(perCategory) || perCategory < 2 || perCategory > MAX_PER_CATEGORY) {
    throw benchError.worldSize(size, MAX_PER_CATEGORY * CATEGORIES.length);
  }
  const root = new Prng(seed);
  const names = entityNames(root.fork('names'), perCategory);
  const entities: Entity[] = [];
  for (const category of CATEGORIES) {
    const random = root.fork(`attributes/${category}`);
    // Decks, not free draws: every city and affiliation occurs about equally often in a category.
    const cities = deck(random, CITIES, perCategory);
    const affiliations = deck(random, AFFILIATIONS, perCategory);
    const held = new Set(
      random
        .shuffle(Array.from({ length: perCategory }, (_, i) => i))
        .slice(0, Math.max(1, Math.round(perCategory * EVALUATION_SHARE))),
    );
    for (let ordinal = 0; ordinal < perCategory; ordinal++) {
      const city = cities[ordinal]!;
      entities.push({
        id: `${category}-${String(ordinal).padStart(2, '0')}`,
        index: entities.length,
        ordinal,
        category,
        name: names[category][ordinal]!,
        city: city.name,
        country: city.country,
        continent: city.continent,
        year: String(1800 + random.int(220)),
        affiliation: affiliations[ordinal]!,
        group: held.has(ordinal) ? 'evaluation' : 'training',
      });
    }
  }
  return { version: WORLD_VERSION, seed, entities };
}

function deck<T>(random: Prng, items: readonly T[], count: number): T[] {
  const out: T[] = [];
  while (out.length < count) out.push(...random.shuffle(items));
  return out.slice(0, count);
}

/** The entity with this id; error `unknown-entity` when the world has none. */
export function entityById(world: World, id: string): Entity {
  const entity = world.entities.find((e) => e.id === id);
  if (entity === undefined) throw benchError.unknownEntity(id);
  return entity;
}

/** What is true of the entity, for a question about one attribute. */
export function attributeOf(entity: Entity, attribute: Attribute): string {
  return entity[attribute];
}
