import { QwenError } from './errors.ts';

/** Decoded pixels, 3 bytes each, row by row from the top. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Checks that the bytes fill the picture. Throws QwenError `image-invalid`. */
export function requireRgb({ width, height, data }: RgbImage): void {
  if (
    !Number.isInteger(width) ||
    !Number.isInteger(height) ||
    width < 1 ||
    height < 1 ||
    data.length !== width * height * 3
  )
    throw new QwenError(
      'image-invalid',
      `A picture of ${width}×${height} pixels needs ${width * height * 3} bytes, not ${data.length}.`,
    );
}

/** Bits of the fraction in Pillow's fixed-point weights: 32 bits less 8 for the byte and 2 for overshoot. */
const FRACTION_BITS = 22;

/** The weights that one output pixel takes from a run of input pixels. */
interface Kernel {
  readonly first: number;
  readonly weights: Int32Array;
}

/** Keys' cubic with a = −1/2. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((x - 5) * x + 8) * x * -0.5 + 2 : 0;
}

/** One kernel per output pixel, widened when the picture shrinks so that nothing aliases. */
function kernels(inputSize: number, outputSize: number): readonly Kernel[] {
  const scale = inputSize / outputSize;
  const stretch = Math.max(1, scale);
  const support = 2 * stretch;
  return Array.from({ length: outputSize }, (_, pixel) => {
    const centre = (pixel + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(inputSize, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: end - first }, (_, i) => cubic((first + i - centre + 0.5) * (1 / stretch)));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    const weights = Int32Array.from(raw, (weight) => {
      const scaled = (weight / sum) * 2 ** FRACTION_BITS;
      return Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
    });
    return { first, weights };
  });
}

function toByte(sum: number): number {
  const value = (sum + 2 ** (FRACTION_BITS - 1)) >> FRACTION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** Bicubic resizing with antialiasing, byte for byte as Pillow's `Image.resize(size, BICUBIC)` computes it. */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  requireRgb(image);
  const wide = width === image.width ? image.data : resizeRows(image, width);
  const data = height === image.height ? wide : resizeColumns(wide, width, image.height, height);
  return { width, height, data };
}

function resizeRows({ data, width: inputWidth, height }: RgbImage, width: number): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  kernels(inputWidth, width).forEach(({ first, weights }, x) => {
    for (let y = 0; y < height; y++)
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += data[(y * inputWidth + first + i) * 3 + channel]! * weights[i]!;
        out[(y * width + x) * 3 + channel] = toByte(sum);
      }
  });
  return out;
}

function resizeColumns(data: Uint8Array, width: number, inputHeight: number, height: number): Uint8Array {
  const stride = width * 3;
  const out = new Uint8Array(stride * height);
  kernels(inputHeight, height).forEach(({ first, weights }, y) => {
    for (let x = 0; x < stride; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += data[(first + i) * stride + x]! * weights[i]!;
      out[y * stride + x] = toByte(sum);
    }
  });
  return out;
}
