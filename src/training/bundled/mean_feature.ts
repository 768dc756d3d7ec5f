import { IMAGE_TOKENS } from './shape.ts';

/** The vector that a photograph is searched by: the mean of its merged vision tokens, scaled to length 1. */
export function meanFeature(features: Float32Array): Float32Array {
  const width = features.length / IMAGE_TOKENS;
  const mean = new Float32Array(width);
  features.forEach((x, i) => (mean[i % width]! += x));
  const length = Math.hypot(...mean);
  return length === 0 ? mean : mean.map((x) => x / length);
}
