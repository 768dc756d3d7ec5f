import { z } from 'zod';
import { QwenError } from './errors.ts';
import { requireRgb, resizeBicubic } from './resize.ts';
import type { RgbImage } from './resize.ts';
import type { PatchGrid } from './vision_layout.ts';

/** How pictures become patches. */
export interface ImageSettings {
  readonly minPixels: number;
  readonly maxPixels: number;
  readonly patchSize: number;
  readonly temporalPatchSize: number;
  readonly mergeSize: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Every picture is stretched to this size instead of keeping its ratio; for models trained on one size. */
  readonly fixedSize: readonly [height: number, width: number] | undefined;
}

/** Patches of one picture. */
export interface ProcessedImage {
  /** [rows · columns, channels · time · patch · patch], flat; merge unit by merge unit. */
  readonly pixels: Float32Array;
  readonly grid: PatchGrid;
}

const count = z.number().int().positive();
const triple = z.tuple([z.number(), z.number(), z.number()]);
const settingsSchema = z.object({
  min_pixels: count.default(3136),
  max_pixels: count.default(12_845_056),
  patch_size: count.default(14),
  temporal_patch_size: count.default(2),
  merge_size: count.default(2),
  image_mean: triple.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: triple.default([0.26862954, 0.26130258, 0.27577711]),
  fixed_size: z.tuple([count, count]).optional(),
});

/** Reads a parsed `preprocessor_config.json`; what is missing takes Qwen's own value. Throws `config-invalid`. */
export function parseImageSettings(json: unknown): ImageSettings {
  const parsed = settingsSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new QwenError(
      'config-invalid',
      `preprocessor_config.json is not usable: ${issue?.path.join('.')}: ${issue?.message}.`,
    );
  }
  const s = parsed.data;
  const unit = s.patch_size * s.merge_size;
  if (s.fixed_size?.some((side) => side % unit !== 0))
    throw new QwenError(
      'config-invalid',
      `preprocessor_config.json is not usable: fixed_size must be multiples of ${unit}.`,
    );
  return {
    minPixels: s.min_pixels,
    maxPixels: s.max_pixels,
    patchSize: s.patch_size,
    temporalPatchSize: s.temporal_patch_size,
    mergeSize: s.merge_size,
    mean: s.image_mean,
    std: s.image_std,
    fixedSize: s.fixed_size,
  };
}

/** The settings as `preprocessor_config.json`. */
export function imageSettingsJson(settings: ImageSettings): Readonly<Record<string, unknown>> {
  return {
    image_processor_type: 'Qwen2VLImageProcessor',
    processor_class: 'Qwen2_5_VLProcessor',
    do_convert_rgb: true,
    do_resize: true,
    do_rescale: true,
    do_normalize: true,
    resample: 3,
    rescale_factor: 1 / 255,
    image_mean: settings.mean,
    image_std: settings.std,
    min_pixels: settings.minPixels,
    max_pixels: settings.maxPixels,
    size: { shortest_edge: settings.minPixels, longest_edge: settings.maxPixels },
    patch_size: settings.patchSize,
    temporal_patch_size: settings.temporalPatchSize,
    merge_size: settings.mergeSize,
    ...(settings.fixedSize === undefined ? {} : { fixed_size: settings.fixedSize }),
  };
}

/** Python's `round`: halves go to the even neighbour. */
function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

function requireRatio(height: number, width: number): void {
  if (Math.max(height, width) / Math.min(height, width) > 200)
    throw new QwenError(
      'image-invalid',
      `A picture of ${width}×${height} pixels is too narrow: one side may be at most 200 times the other.`,
    );
}

/**
 * The size to which Qwen resizes a picture: both sides multiples of `factor`, the area between the bounds, the ratio
 * nearly kept. Throws QwenError `image-invalid` when one side is more than 200 times the other.
 */
export function smartResize(
  height: number,
  width: number,
  factor: number,
  minPixels: number,
  maxPixels: number,
): readonly [height: number, width: number] {
  requireRatio(height, width);
  const rounded = [height, width].map((side) => roundHalfEven(side / factor) * factor);
  const area = rounded[0]! * rounded[1]!;
  if (area > maxPixels) {
    const shrink = Math.sqrt((height * width) / maxPixels);
    const fit = (side: number): number => Math.max(factor, Math.floor(side / shrink / factor) * factor);
    return [fit(height), fit(width)];
  }
  if (area < minPixels) {
    const grow = Math.sqrt(minPixels / (height * width));
    const fit = (side: number): number => Math.ceil((side * grow) / factor) * factor;
    return [fit(height), fit(width)];
  }
  return [rounded[0]!, rounded[1]!];
}

/** Resizes, normalises and cuts a picture into patches, as Qwen2VLImageProcessor does. Throws `image-invalid`. */
export function processImage(image: RgbImage, settings: ImageSettings): ProcessedImage {
  requireRgb(image);
  requireRatio(image.height, image.width);
  if (Math.min(image.height, image.width) < 2)
    throw new QwenError(
      'image-invalid',
      `A picture of ${image.width}×${image.height} pixels is too small to show anything.`,
    );
  const factor = settings.patchSize * settings.mergeSize;
  const [height, width] =
    settings.fixedSize ?? smartResize(image.height, image.width, factor, settings.minPixels, settings.maxPixels);
  return patchify(resizeBicubic(image, width, height), settings);
}

/** Cuts a picture whose sides are multiples of patch · merge into normalised patches; a still fills both frames. */
export function patchify(image: RgbImage, settings: ImageSettings): ProcessedImage {
  const { patchSize: patch, mergeSize: merge, temporalPatchSize: frames, mean, std } = settings;
  const { width, height, data } = image;
  const [rows, columns] = [height / patch, width / patch];
  const plane = patch * patch;
  const pixels = new Float32Array(rows * columns * 3 * frames * plane);
  // A byte has only 256 normalised values: looking them up is what makes this loop cheap in training.
  const normalised = mean.map((m, c) => Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - m) / std[c]!));
  let at = 0;
  for (let unitRow = 0; unitRow < rows; unitRow += merge)
    for (let unitColumn = 0; unitColumn < columns; unitColumn += merge)
      for (let inner = 0; inner < merge * merge; inner++) {
        const top = (unitRow + Math.floor(inner / merge)) * patch;
        const left = (unitColumn + (inner % merge)) * patch;
        for (let channel = 0; channel < 3; channel++) {
          const table = normalised[channel]!;
          let to = at;
          for (let y = top; y < top + patch; y++) {
            let from = (y * width + left) * 3 + channel;
            for (let x = 0; x < patch; x++, from += 3) pixels[to++] = table[data[from]!]!;
          }
          for (let frame = 1; frame < frames; frame++) pixels.copyWithin(at + frame * plane, at, at + plane);
          at += frames * plane;
        }
      }
  return { pixels, grid: [1, rows, columns] };
}
