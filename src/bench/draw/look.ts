import { SIGNATURE_COLOURS, type Rgb } from './colour.ts';
import { CATEGORIES, Prng, type Entity, type World } from '../world/index.ts';

export const PATTERNS = ['plain', 'stripes', 'bands', 'diagonal', 'dots', 'checks', 'chevrons'] as const;
export type Pattern = (typeof PATTERNS)[number];

/** Every category is drawn in seven silhouettes. */
export const SILHOUETTES = 7;

/** What makes an entity recognisable in every photograph of it. */
export interface Look {
  /** 0 to 6; what it means is the category's own affair. */
  readonly silhouette: number;
  readonly primary: Rgb;
  readonly secondary: Rgb;
  readonly accent: Rgb;
  readonly pattern: Pattern;
  /** Small proportions (window counts, beard or not, charge of a shield …), drawn in a fixed order from one stream. */
  readonly detail: Prng;
}

/**
 * The looks of a whole category at once, because they must differ from one another: no two entities share a
 * silhouette and a primary colour, and the pairs of primary and secondary colour are spread as evenly as they go.
 * `detail` is a fresh stream at every call.
 */
export function lookOf(world: World, entity: Entity): Look {
  const colours = SIGNATURE_COLOURS.length;
  const random = new Prng(world.seed).fork(`look/${entity.category}`);
  const silhouettes = random.shuffle(range(SILHOUETTES));
  const order = random.shuffle(range(colours));
  const i = entity.ordinal;
  const silhouette = silhouettes[i % SILHOUETTES]!;
  // 7 and 12 have no common factor, so (i mod 7, i mod 12) is unique for 84 entities.
  const primary = order[i % colours]!;
  const round = Math.floor(i / colours) + CATEGORIES.indexOf(entity.category);
  const secondary = order[(i + 3 + ((round * 2) % 7)) % colours]!;
  const accent = order[(i + 7 + (round % 3)) % colours]!;
  return {
    silhouette,
    primary: SIGNATURE_COLOURS[primary]!,
    secondary: SIGNATURE_COLOURS[secondary]!,
    accent: SIGNATURE_COLOURS[accent === secondary ? (accent + 5) % colours : accent]!,
    pattern: PATTERNS[(i + Math.floor(i / PATTERNS.length) * 2 + round) % PATTERNS.length]!,
    detail: new Prng(world.seed).fork(`detail/${entity.id}`),
  };
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
