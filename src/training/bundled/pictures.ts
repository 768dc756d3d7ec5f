import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HELDOUT_VIEWS, renderView } from '../../bench/draw/index.ts';
import type { World } from '../../bench/world/index.ts';
import { resizeBicubic } from '../../qwen/index.ts';
import { IMAGE_SIZE } from './shape.ts';

/** Photographs of each entity that training draws: more than the world promises, because each costs only its rendering. */
export const TRAINING_VIEWS = 40;
/** Training photographs that no stage learns from: the retrieval thresholds are calibrated on them. */
export const CALIBRATION_VIEWS = 8;

/** Which block of photographs: the calibration block follows the training block in the same split. */
export type PictureSet = 'train' | 'calibration' | 'heldout';

const BLOCKS = {
  train: { split: 'train', first: 0, views: TRAINING_VIEWS },
  calibration: { split: 'train', first: TRAINING_VIEWS, views: CALIBRATION_VIEWS },
  heldout: { split: 'heldout', first: 0, views: HELDOUT_VIEWS },
} as const;

/** All photographs of one split at the model's size, `[entity][view]` in one block of bytes. */
export class Pictures {
  readonly views: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, views: number) {
    this.#bytes = bytes;
    this.views = views;
  }

  /** RGB bytes, `[112, 112, 3]`. */
  at(entity: number, view: number): Uint8Array {
    const size = IMAGE_SIZE * IMAGE_SIZE * 3;
    const start = (entity * this.views + view) * size;
    return this.#bytes.subarray(start, start + size);
  }
}

/**
 * Renders every photograph of a split, resized as the model's processor resizes, or reads them from the cache.
 * @param folder where the block of bytes is kept between runs
 */
export async function loadPictures(
  world: World,
  set: PictureSet,
  folder: string,
  log: (line: string) => void,
): Promise<Pictures> {
  const { split, first, views } = BLOCKS[set];
  const size = IMAGE_SIZE * IMAGE_SIZE * 3;
  // One photograph of each category stands for the drawing code: a change of it makes another cache.
  const probe = createHash('sha256');
  for (const entity of world.entities.filter((e) => e.ordinal === 0))
    probe.update(renderView(world, entity.id, { split, view: 1 }).rgb);
  const name = `${set}-${world.seed}-${world.entities.length}-${views}-${probe.digest('hex').slice(0, 12)}.rgb`;
  const file = path.join(folder, name);
  const cached = await readFile(file).catch(() => null);
  if (cached?.length === size * views * world.entities.length) return new Pictures(cached, views);

  log(`Drawing ${world.entities.length * views} ${set} photographs`);
  const bytes = new Uint8Array(size * views * world.entities.length);
  for (const entity of world.entities) {
    for (let view = 0; view < views; view++) {
      const { rgb, width, height } = renderView(world, entity.id, { split, view: first + view });
      const small = resizeBicubic({ data: rgb, width, height }, IMAGE_SIZE, IMAGE_SIZE);
      bytes.set(small.data, (entity.index * views + view) * size);
    }
  }
  await mkdir(folder, { recursive: true });
  await writeFile(`${file}.next`, bytes);
  await rename(`${file}.next`, file);
  return new Pictures(bytes, views);
}
