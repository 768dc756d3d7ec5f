import * as edited from './edited.ts';
import * as plain from './plain.ts';
import type { CorpusContext } from './context.ts';
import type { CorpusExample, Scenario } from './example.ts';
import type { Prng } from '../world/index.ts';

/** The generator of each scenario; a mixture picks among them. */
export const GENERATORS: Readonly<Record<Scenario, (ctx: CorpusContext, random: Prng) => CorpusExample>> = {
  naming: plain.naming,
  attribute: plain.attribute,
  hop: plain.hop,
  textAttribute: plain.textAttribute,
  neutralCopy: plain.neutralCopy,
  knownCopy: plain.knownCopy,
  normal: (ctx, random) => edited.normal(ctx, random),
  conflict: (ctx, random) => edited.conflict(ctx, random),
  locality: edited.locality,
  textLocality: edited.textLocality,
  relOne: (ctx, random) => edited.relOne(ctx, random),
  relTwo: (ctx, random) => edited.relTwo(ctx, random),
  multiHopFact: (ctx, random) => edited.multiHopFact(ctx, random),
  multiHopNoFact: plain.multiHopNoFact,
};
