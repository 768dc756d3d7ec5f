/** Seeded random streams, the same on every host. */
export { Prng, hashLabel } from './prng.ts';
/** The kinds of thing in the world, and what can be asked of them. */
export { ATTRIBUTES, CATEGORIES, type Attribute, type Category } from './categories.ts';
/** The made-up map and the groups entities belong to. */
export { AFFILIATIONS, CITIES, CONTINENT_NAMES, COUNTRIES, type City } from './geography.ts';
/** Makes the world and finds entities in it. */
export {
  attributeOf,
  createWorld,
  DEFAULT_SEED,
  DEFAULT_SIZE,
  entityById,
  MAX_PER_CATEGORY,
  WORLD_VERSION,
  type Entity,
  type World,
} from './world.ts';
