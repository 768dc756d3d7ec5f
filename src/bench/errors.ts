import { CraneError } from '../protocol/index.ts';

/** What can go wrong with the synthetic world and its files, told to a person. */
export const benchError = {
  worldSize: (size: number, most: number) =>
    new CraneError(
      'world-size',
      `A world of ${String(size)} entities cannot be made.`,
      `Give a multiple of 6 from 12 to ${String(most)}.`,
    ),

  unknownEntity: (id: string) =>
    new CraneError('unknown-entity', `The world has no entity "${id}".`, 'Name one of its ids, such as building-00.'),

  fontMissing: (file: string) =>
    new CraneError('font-missing', `The font ${file} is missing.`, 'Restore media/fonts from the repository.'),

  sampleCount: (count: number) =>
    new CraneError(
      'sample-count',
      `A benchmark of ${String(count)} samples cannot be made.`,
      'Give a whole number from 1 to 20000.',
    ),

  factCount: (count: number, most: number) =>
    new CraneError(
      'fact-count',
      `A benchmark of ${String(count)} facts cannot be made from this world.`,
      `Give a whole number from 1 to ${String(most)}, or a larger world.`,
    ),

  outNotEmpty: (folder: string) =>
    new CraneError(
      'out-not-empty',
      `${folder} holds facts or samples already, and nothing was written.`,
      'Name a new folder with --out, or add --force to replace what is there.',
    ),

  notABenchmark: (folder: string) =>
    new CraneError(
      'not-a-benchmark',
      `${folder} holds no facts.jsonl and no samples.`,
      'Name a folder that `crane bench synth` wrote, or a workspace.',
    ),
};
