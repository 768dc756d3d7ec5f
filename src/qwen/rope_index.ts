import type { QwenConfig } from './config.ts';
import { QwenError } from './errors.ts';
import type { PatchGrid } from './vision_layout.ts';

/** 3-D positions of one sequence. */
export interface RopeIndex {
  /** [3, length]: time, row, column of each token. */
  readonly positions: Int32Array;
  /** What to add to a token's place in the sequence to get its position when decoding goes on behind the prompt. */
  readonly delta: number;
}

/**
 * Positions as Qwen2.5-VL counts them: text counts up on all three axes; the tokens of a picture share the time where
 * the picture begins and count rows and columns from there; text goes on behind the largest position.
 * @param ids tokens of one sequence without padding, each picture already spread over its image tokens
 * @param grids the pictures' patch grids in order
 */
export function ropeIndex(ids: ArrayLike<number>, grids: readonly PatchGrid[], config: QwenConfig): RopeIndex {
  const n = ids.length;
  const merge = config.vision.spatialMergeSize;
  const positions = new Int32Array(3 * n);
  let next = 0;
  let picture = 0;
  for (let i = 0; i < n;) {
    if (ids[i] !== config.imageTokenId) {
      for (let axis = 0; axis < 3; axis++) positions[axis * n + i] = next;
      next++;
      i++;
      continue;
    }
    const grid = grids[picture++];
    if (grid === undefined)
      throw new QwenError(
        'prompt-invalid',
        `The prompt has image tokens for more than the ${grids.length} pictures given.`,
      );
    const [frames, rows, columns] = [grid[0], grid[1] / merge, grid[2] / merge];
    for (let t = 0; t < frames; t++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++, i++) {
          if (ids[i] !== config.imageTokenId)
            throw new QwenError(
              'prompt-invalid',
              `Picture ${picture} needs ${frames * rows * columns} image tokens in a row.`,
            );
          positions[i] = next + t;
          positions[n + i] = next + row;
          positions[2 * n + i] = next + column;
        }
    next += Math.max(frames, rows, columns);
  }
  if (picture !== grids.length)
    throw new QwenError(
      'prompt-invalid',
      `The prompt has image tokens for ${picture} of the ${grids.length} pictures given.`,
    );
  return { positions, delta: next - n };
}
