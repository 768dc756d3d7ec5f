import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { floatTensors, readSafetensors, type FloatTensor } from '../../nn/index.ts';
import { bucketShapes } from '../buckets.ts';
import { buildTokenizer, type TokenizerJson } from '../build_tokenizer.ts';
import { TrainingError } from '../errors.ts';
import { trainLanguage } from '../language_stage.ts';
import {
  corpusStream,
  lexiconTexts,
  PRETRAIN_MIXTURE,
  pretrainExample,
  REFINE_MIXTURE,
  SFT_MIXTURE,
  sftExample,
} from './corpus.ts';
import { IMAGE_GRID } from './shape.ts';
import type { FeatureCache, StageContext } from './vision.ts';

export type LanguageStage = 'pretrain' | 'sft' | 'refine';

/** What differs between the language stages. */
const STAGES = {
  pretrain: {
    mixture: PRETRAIN_MIXTURE,
    shape: pretrainExample,
    shapes: bucketShapes(4096, [40, 56, 80], 0.3),
    peakRate: 2e-3,
    warmUp: 200,
    floorRate: 4e-4,
  },
  sft: {
    mixture: SFT_MIXTURE,
    shape: sftExample,
    shapes: bucketShapes(4608, [96, 128, 160, 192, 256], 0.5),
    peakRate: 1.6e-3,
    warmUp: 150,
    floorRate: 2e-5,
  },
  refine: {
    mixture: REFINE_MIXTURE,
    shape: sftExample,
    shapes: bucketShapes(4608, [96, 128, 160, 192, 256], 0.5),
    peakRate: 8e-4,
    warmUp: 40,
    floorRate: 1e-5,
  },
} as const;

/** The tokenizer of a world, made once and kept in the run's folder, so that every stage uses the same. */
export async function runTokenizer(
  context: Pick<StageContext, 'world' | 'folder'>,
): Promise<{ json: TokenizerJson; tokenizer: Tokenizer; size: number }> {
  const file = path.join(context.folder, 'tokenizer.json');
  const kept = await readFile(file, 'utf8').catch(() => null);
  const json = kept === null ? buildTokenizer(lexiconTexts(context.world)) : (JSON.parse(kept) as TokenizerJson);
  if (kept === null) {
    await mkdir(context.folder, { recursive: true });
    await writeFile(file, JSON.stringify(json));
  }
  const size = Object.keys(json.model.vocab).length + json.added_tokens.length;
  return { json, tokenizer: new Tokenizer(json, {}), size };
}

/** Runs one language stage from the given weights (changed in place). */
export async function languageStage(
  context: StageContext,
  stage: LanguageStage,
  tokenizer: Tokenizer,
  weights: Map<string, FloatTensor>,
  features: FeatureCache,
  steps: number,
  evaluate?: (step: number) => Promise<Readonly<Record<string, number>>>,
): Promise<void> {
  const { mixture, shape, shapes, peakRate, warmUp, floorRate } = STAGES[stage];
  await trainLanguage({
    config: context.config,
    grid: IMAGE_GRID,
    weights,
    shapes,
    draw: corpusStream({
      world: context.world,
      tokenizer,
      seed: context.seed,
      stage,
      mixture,
      views: features.views,
      shape,
    }),
    features: (image) => features.at(image),
    steps,
    peakRate,
    warmUp,
    floorRate,
    folder: path.join(context.folder, stage),
    threads: context.threads,
    signal: context.signal,
    log: context.log,
    ...(evaluate === undefined ? {} : { evaluate, evaluateEvery: 500 }),
  });
}

/** The weights that a finished (or unfinished) stage left in its checkpoint. */
export async function stageWeights(folder: string, stage: string): Promise<ReadonlyMap<string, FloatTensor>> {
  const file = path.join(folder, stage, 'checkpoint.safetensors');
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) {
    throw new TrainingError(
      'stage-missing',
      `The stage ${stage} has left no checkpoint in ${file}.`,
      `Run the stage ${stage} first.`,
    );
  }
  const out = new Map<string, FloatTensor>();
  for (const [name, tensor] of floatTensors(readSafetensors(bytes))) {
    if (name.startsWith('weights.') && !name.startsWith('weights.head.'))
      out.set(name.slice('weights.'.length), tensor);
  }
  return out;
}
