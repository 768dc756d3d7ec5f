import path from 'node:path';
import { CATEGORIES, type World } from '../../bench/world/index.ts';
import type { FloatTensor } from '../../nn/index.ts';
import { patchify, VisionTrainer, type QwenConfig, type QwenModel } from '../../qwen/index.ts';
import { augment } from '../augment.ts';
import type { ImageKey } from '../sequence.ts';
import { drawStream, trainVision, type VisionExample } from '../vision_stage.ts';
import type { Pictures } from './pictures.ts';
import { IMAGE_GRID, IMAGE_SETTINGS, IMAGE_SIZE, IMAGE_TOKENS } from './shape.ts';

export interface StageContext {
  readonly world: World;
  readonly config: QwenConfig;
  readonly seed: number;
  /** The folder of this training run; each stage has one inside. */
  readonly folder: string;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

function pixelsOf(rgb: Uint8Array): Float32Array {
  return patchify({ data: rgb, width: IMAGE_SIZE, height: IMAGE_SIZE }, IMAGE_SETTINGS).pixels;
}

/** Stage `vision`: the vision tower and merger learn to name all entities of the world from training photographs. */
export async function visionStage(
  context: StageContext,
  weights: Map<string, FloatTensor>,
  train: Pictures,
  heldOut: Pictures,
  steps: number,
): Promise<Readonly<Record<string, number>>> {
  const { world, config, seed } = context;
  const example = (entity: number, rgb: Uint8Array): VisionExample => ({
    pixels: pixelsOf(rgb),
    classes: { entity, category: CATEGORIES.indexOf(world.entities[entity]!.category) },
  });
  return trainVision({
    config,
    grid: IMAGE_GRID,
    weights,
    classifiers: { entity: world.entities.length, category: CATEGORIES.length },
    draw: (index) => {
      const random = drawStream(seed, 'vision', index);
      const entity = random.int(world.entities.length);
      return example(entity, augment(train.at(entity, random.int(train.views)), IMAGE_SIZE, random));
    },
    heldOut: Array.from({ length: world.entities.length * heldOut.views }, (_, i) => {
      const entity = i % world.entities.length;
      return example(entity, heldOut.at(entity, Math.floor(i / world.entities.length)));
    }),
    steps,
    pictures: 64,
    peakRate: 1.5e-3,
    seed,
    folder: path.join(context.folder, 'vision'),
    threads: context.threads,
    signal: context.signal,
    log: context.log,
  });
}

/** How many variations of each photograph the language stages see: the first is the photograph itself. */
const VARIATIONS = 3;

/** Merged features of every photograph of a split, `[tokens · d]` each, computed once by the frozen vision tower. */
export class FeatureCache {
  readonly #features: Float32Array;
  readonly #size: number;
  /** Photographs times variations of each entity. */
  readonly views: number;

  private constructor(features: Float32Array, size: number, views: number) {
    this.#features = features;
    this.#size = size;
    this.views = views;
  }

  static async build(
    context: StageContext,
    weights: Map<string, FloatTensor>,
    pictures: Pictures,
    variations = VARIATIONS,
  ): Promise<FeatureCache> {
    const { world, config } = context;
    const trainer = new VisionTrainer({ config, weights, classifiers: {}, grid: IMAGE_GRID, threads: context.threads });
    const size = IMAGE_TOKENS * config.vision.outHiddenSize;
    const views = pictures.views * variations;
    const total = world.entities.length * views;
    const features = new Float32Array(total * size);
    const batch = 60;
    for (let start = 0; start < total; start += batch) {
      const count = Math.min(batch, total - start);
      const pixels = new Float32Array(batch * 64 * 1176);
      for (let i = 0; i < count; i++) {
        const entity = Math.floor((start + i) / views);
        const view = (start + i) % views;
        const rgb = pictures.at(entity, view % pictures.views);
        const seen =
          view < pictures.views ? rgb : augment(rgb, IMAGE_SIZE, drawStream(context.seed, 'features', start + i));
        pixels.set(pixelsOf(seen), i * 64 * 1176);
      }
      features.set((await trainer.features(pixels, batch)).subarray(0, count * size), start * size);
    }
    await trainer.release();
    return new FeatureCache(features, size, views);
  }

  /** The same for unvaried photographs, as a published model itself sees them. */
  static async of(world: World, model: QwenModel, pictures: Pictures): Promise<FeatureCache> {
    const rows: Float32Array[] = [];
    for (const entity of world.entities) {
      for (let view = 0; view < pictures.views; view++) {
        const data = pictures.at(entity.index, view);
        rows.push((await model.features({ data, width: IMAGE_SIZE, height: IMAGE_SIZE })).features);
      }
    }
    const size = rows[0]!.length;
    const features = new Float32Array(rows.length * size);
    rows.forEach((row, i) => features.set(row, i * size));
    return new FeatureCache(features, size, pictures.views);
  }

  at({ entity, view }: ImageKey): Float32Array {
    const start = (entity * this.views + view) * this.#size;
    return this.#features.subarray(start, start + this.#size);
  }
}
