import type { VisionConfig } from './config.ts';
import { MASKED } from './text_tower.ts';

/** Patches of one picture or clip: frames, rows, columns (rows and columns are multiples of the merge size). */
export type PatchGrid = readonly [frames: number, rows: number, columns: number];

/** Where each patch lies, in the order in which the image processor gives patches. */
export interface PatchLayout {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** The same number for patches of one frame of one picture. */
  readonly frames: Int32Array;
  /** The same number for patches of one attention window. */
  readonly windows: Int32Array;
}

/** Patches come merge unit by merge unit, so that the four patches of one text token stand together. */
export function patchLayout(grids: readonly PatchGrid[], config: VisionConfig): PatchLayout {
  const merge = config.spatialMergeSize;
  const windowPatches = config.windowSize / config.patchSize;
  const total = grids.reduce((sum, [t, h, w]) => sum + t * h * w, 0);
  const layout: PatchLayout = {
    rows: new Int32Array(total),
    columns: new Int32Array(total),
    frames: new Int32Array(total),
    windows: new Int32Array(total),
  };
  let patch = 0;
  let frame = 0;
  let firstWindow = 0;
  for (const [frames, rows, columns] of grids) {
    const windowsPerRow = Math.ceil(columns / windowPatches);
    const windowsPerFrame = windowsPerRow * Math.ceil(rows / windowPatches);
    for (let t = 0; t < frames; t++, frame++, firstWindow += windowsPerFrame)
      for (let unitRow = 0; unitRow < rows; unitRow += merge)
        for (let unitColumn = 0; unitColumn < columns; unitColumn += merge)
          for (let inner = 0; inner < merge * merge; inner++, patch++) {
            const row = unitRow + Math.floor(inner / merge);
            const column = unitColumn + (inner % merge);
            layout.rows[patch] = row;
            layout.columns[patch] = column;
            layout.frames[patch] = frame;
            layout.windows[patch] =
              firstWindow + Math.floor(row / windowPatches) * windowsPerRow + Math.floor(column / windowPatches);
          }
  }
  return layout;
}

/** A mask [n, n] that lets patches with the same number see each other. */
export function groupMask(groups: Int32Array): Float32Array {
  const n = groups.length;
  const mask = new Float32Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (groups[i] !== groups[j]) mask[i * n + j] = MASKED;
  return mask;
}

/** Cosines and sines of the 2-D rotation, [patches, headDim/2] each: the first half follows rows, the second columns. */
export function visionAngles(
  layout: PatchLayout,
  config: VisionConfig,
): { readonly cos: Float32Array; readonly sin: Float32Array } {
  const quarter = config.hiddenSize / config.heads / 4;
  const n = layout.rows.length;
  const cos = new Float32Array(n * 2 * quarter);
  const sin = new Float32Array(n * 2 * quarter);
  for (let patch = 0; patch < n; patch++)
    for (let j = 0; j < 2 * quarter; j++) {
      const position = j < quarter ? layout.rows[patch]! : layout.columns[patch]!;
      const angle = position * VISION_ROPE_THETA ** (-(j % quarter) / quarter);
      cos[patch * 2 * quarter + j] = Math.cos(angle);
      sin[patch * 2 * quarter + j] = Math.sin(angle);
    }
  return { cos, sin };
}

/** Base of the vision tower's rotation frequencies. */
export const VISION_ROPE_THETA = 10_000;
