import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  QwenError,
  imageSettingsJson,
  parseImageSettings,
  processImage,
  resizeBicubic,
  smartResize,
} from '../../../src/qwen/index.ts';

const settings = parseImageSettings({ min_pixels: 3136, max_pixels: 50_000 });
const blank = (width: number, height: number) => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(128),
});

describe('image settings', () => {
  it('come back from what they write', () => {
    const fixed = parseImageSettings({ min_pixels: 12544, max_pixels: 12544, fixed_size: [112, 112] });
    assert.deepEqual(parseImageSettings(JSON.parse(JSON.stringify(imageSettingsJson(fixed)))), fixed);
  });

  it('refuse a fixed size that patches do not fill', () => {
    assert.throws(() => parseImageSettings({ fixed_size: [100, 112] }), /multiples of 28/);
  });
});

describe('processing a picture', () => {
  it('keeps the area between its bounds and the sides multiples of 28', () => {
    fc.assert(
      fc.property(fc.integer({ min: 28, max: 3000 }), fc.integer({ min: 28, max: 3000 }), (height, width) => {
        fc.pre(Math.max(height, width) / Math.min(height, width) < 50);
        const [h, w] = smartResize(height, width, 28, 3136, 50_000);
        assert.ok(h % 28 === 0 && w % 28 === 0 && h * w <= 50_000 && h * w >= 3136);
      }),
    );
  });

  it('stretches every picture to a fixed size when told', () => {
    const fixed = { ...settings, fixedSize: [112, 112] as const };
    for (const image of [blank(300, 40), blank(5, 9)]) {
      const { grid, pixels } = processImage(image, fixed);
      assert.deepEqual(grid, [1, 8, 8]);
      assert.equal(pixels.length, 64 * 1176);
    }
  });

  it('leaves a blank picture blank at every size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (width, height) => {
        assert.ok(resizeBicubic(blank(17, 11), width, height).data.every((byte) => byte === 128));
      }),
      { numRuns: 30 },
    );
  });

  for (const [name, image, message] of [
    ['a single pixel', blank(1, 1), /too small/],
    ['a line of pixels', blank(1, 5000), /too narrow/],
    ['too few bytes', { ...blank(4, 4), data: new Uint8Array(47) }, /needs 48 bytes, not 47/],
    ['no pixels', { width: 0, height: 4, data: new Uint8Array(0) }, /0×4/],
  ] as const)
    it(`refuses ${name}`, () => {
      for (const each of [settings, { ...settings, fixedSize: [112, 112] as const }])
        assert.throws(
          () => processImage(image, each),
          (error) => error instanceof QwenError && error.code === 'image-invalid' && message.test(error.message),
        );
    });
});
