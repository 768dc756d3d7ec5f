/** The mean of rows of `width` numbers, scaled to length 1: how a picture is compared with others. */
export function meanVector(rows: Float32Array, width: number): Float32Array {
  const mean = new Float32Array(width);
  rows.forEach((x, i) => {
    mean[i % width] = (mean[i % width] ?? 0) + x;
  });
  const length = Math.hypot(...mean);
  return length === 0 ? mean : mean.map((x) => x / length);
}
