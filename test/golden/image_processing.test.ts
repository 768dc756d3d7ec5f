import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseImageSettings, patchify, processImage, resizeBicubic, smartResize } from '../../src/qwen/index.ts';
import type { RgbImage } from '../../src/qwen/index.ts';
import { goldenJson, goldenTensors, maxDifference } from './golden_data.ts';

interface PixelSummary {
  readonly image_grid_thw: readonly [number, number, number];
  readonly shape: readonly [number, number];
  readonly sum: number;
  readonly sum_squares: number;
  readonly min: number;
  readonly max: number;
}
interface Images {
  readonly qwen: { readonly min_pixels: number; readonly max_pixels: number };
  readonly images: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
const { qwen, images } = goldenJson<Images>('image_processing', 'images.json');
const settings = parseImageSettings(qwen);
const expected = goldenTensors('image_processing', 'qwen.safetensors');
const raw = goldenTensors('image_processing', 'raw.safetensors');

function bytes(tensors: typeof raw, name: string): { readonly shape: readonly number[]; readonly data: Uint8Array } {
  const tensor = tensors.get(name);
  if (tensor.dtype !== 'uint8') throw new Error(`${name} is not bytes`);
  return tensor;
}

/** The picture as RGB: gray repeated, alpha dropped. The square picture is its own resized form. */
function picture(name: string): RgbImage {
  const { shape, data } =
    name === 'rgb_square' ? bytes(expected, 'rgb_square.qwen.pil.resized_u8') : bytes(raw, `${name}.raw_u8`);
  const [height, width, channels] = [shape[0]!, shape[1]!, shape[2]!];
  const rgb = new Uint8Array(height * width * 3);
  for (let i = 0; i < height * width; i++)
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = data[i * channels + (channels === 1 ? 0 : c)]!;
  return { width, height, data: rgb };
}

describe('pictures become the pixel values of Qwen2VLImageProcessor:', () => {
  for (const name of ['rgb_a', 'rgb_square', 'rgb_wide', 'gray', 'rgba'])
    it(name, () => {
      const image = picture(name);
      const summary = images[name]!['qwen.pil'] as PixelSummary;
      const resized = bytes(expected, `${name}.qwen.pil.resized_u8`);
      const [height, width] = [resized.shape[0]!, resized.shape[1]!];
      assert.deepEqual(smartResize(image.height, image.width, 28, settings.minPixels, settings.maxPixels), [
        height,
        width,
      ]);
      assert.deepEqual(resizeBicubic(image, width, height).data, Uint8Array.from(resized.data));

      const { pixels, grid } = processImage(image, settings);
      assert.deepEqual(grid, summary.image_grid_thw);
      assert.equal(pixels.length, summary.shape[0] * summary.shape[1]);
      const sum = pixels.reduce((total, value) => total + value, 0);
      const squares = pixels.reduce((total, value) => total + value * value, 0);
      assert.ok(Math.abs(sum - summary.sum) <= 1e-2 && Math.abs(squares - summary.sum_squares) <= 1e-1);
      const whole = expected.all.get(`${name}.qwen.pil.pixel_values`);
      if (whole?.dtype === 'float32') assert.ok(maxDifference(pixels, whole.data) <= 1e-5);
      else {
        const first = expected.floats(`${name}.qwen.pil.pixel_values_first16`).data;
        const last = expected.floats(`${name}.qwen.pil.pixel_values_last16`).data;
        assert.ok(maxDifference(pixels.subarray(0, first.length), first) <= 1e-5);
        assert.ok(maxDifference(pixels.subarray(-last.length), last) <= 1e-5);
      }
    });

  it('shrunk to at most 128×128 pixels', () => {
    const resized = bytes(expected, 'rgb_square.qwen_max128.pil.resized_u8');
    const small = { ...settings, maxPixels: 128 * 128 };
    const [height, width] = smartResize(224, 224, 28, small.minPixels, small.maxPixels);
    const shrunk = resizeBicubic(picture('rgb_square'), width, height);
    assert.deepEqual(shrunk.data, Uint8Array.from(resized.data));
    assert.deepEqual(processImage(picture('rgb_square'), small).pixels, patchify(shrunk, small).pixels);
  });
});

describe('smartResize', () => {
  const rows = goldenJson<readonly Readonly<Record<string, number>>[]>('image_processing', 'smart_resize.json');
  it(`agrees with Python on ${rows.length} sizes`, () => {
    for (const row of rows)
      assert.deepEqual(
        smartResize(row['height']!, row['width']!, row['factor']!, row['min_pixels']!, row['max_pixels']!),
        [row['out_height'], row['out_width']],
        JSON.stringify(row),
      );
  });

  it('refuses a picture more than 200 times as wide as high', () => {
    assert.throws(() => smartResize(1, 5000, 28, 3136, 262144), /too narrow/);
  });
});
