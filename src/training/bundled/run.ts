import path from 'node:path';
import { createWorld, DEFAULT_SEED } from '../../bench/world/index.ts';
import type { FloatTensor } from '../../nn/index.ts';
import { initialWeights } from '../../qwen/index.ts';
import { languageStage, runTokenizer, stageWeights } from './language.ts';
import { loadPictures } from './pictures.ts';
import { publishModel } from './publish.ts';
import { scoreModel, type CardScore } from './score.ts';
import { bundledConfig } from './shape.ts';
import { STAGE_STEPS, type BundledStage } from './stages.ts';
import { FeatureCache, visionStage, type StageContext } from './vision.ts';

/** The training stages in order; each starts from the weights that those before it left. */
const TRAINING_STAGES = ['vision', 'pretrain', 'sft', 'refine'] as const;

export interface BundledRunOptions {
  readonly stages: readonly BundledStage[];
  /** Where checkpoints, curves and drawn photographs are kept between runs. */
  readonly folder: string;
  /** The model folder that `publish` writes and `score` reads. */
  readonly model: string;
  readonly seed?: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * Trains the bundled model from scratch, stage by stage: the vision tower by naming; the language tower on the world
 * and on copying unseen names; SFT on the four scenarios with the schema; then publishes and scores it.
 * @returns the scores, when the stage `score` was among them
 */
export async function trainBundled(options: BundledRunOptions): Promise<readonly CardScore[]> {
  let scores: readonly CardScore[] = [];
  const { folder, log, signal, threads } = options;
  const seed = options.seed ?? DEFAULT_SEED;
  const world = createWorld();
  const { json, tokenizer, size } = await runTokenizer({ world, folder });
  const config = bundledConfig(tokenizer, size);
  const context: StageContext = { world, config, seed, folder, threads, signal, log };
  const drawn = path.join(folder, 'pictures');
  const trainingPictures = (): ReturnType<typeof loadPictures> => loadPictures(world, 'train', drawn, log);

  const weightsAfter = async (stages: readonly string[]): Promise<Map<string, FloatTensor>> => {
    const weights = initialWeights(config, seed);
    for (const stage of stages)
      for (const [name, tensor] of await stageWeights(folder, stage)) weights.set(name, tensor);
    return weights;
  };

  for (const stage of options.stages) {
    signal.throwIfAborted();
    log(`Stage ${stage}`);
    switch (stage) {
      case 'vision': {
        const heldOut = await loadPictures(world, 'heldout', drawn, log);
        await visionStage(context, await weightsAfter([]), await trainingPictures(), heldOut, STAGE_STEPS.vision);
        break;
      }
      case 'pretrain':
      case 'sft':
      case 'refine': {
        const weights = await weightsAfter(TRAINING_STAGES.slice(0, TRAINING_STAGES.indexOf(stage)));
        const features = await FeatureCache.build(context, weights, await trainingPictures());
        await languageStage(context, stage, tokenizer, weights, features, STAGE_STEPS[stage]);
        break;
      }
      case 'publish': {
        const weights = await weightsAfter(TRAINING_STAGES);
        const unseen = await loadPictures(world, 'calibration', drawn, log);
        const thresholds = await publishModel({
          context,
          name: 'crane-tiny-sft',
          stages: TRAINING_STAGES,
          weights,
          tokenizerJson: json,
          train: await FeatureCache.build(context, weights, await trainingPictures(), 1),
          unseen: await FeatureCache.build(context, weights, unseen, 1),
          out: options.model,
        });
        log(
          `Wrote ${options.model}; θ image ${thresholds.image.theta.toFixed(3)}, text ${thresholds.text.theta.toFixed(3)}`,
        );
        break;
      }
      case 'score':
        scores = await scoreModel({ world, folder, model: options.model, seed, threads, signal, log });
        break;
    }
  }
  return scores;
}
