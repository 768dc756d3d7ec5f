/** The 97.5 % point of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * The 95 % Wilson score interval of k successes in n trials, without continuity correction.
 * @returns null for n = 0, where nothing is known
 */
export function wilson(k: number, n: number): { readonly low: number; readonly high: number } | null {
  if (n === 0) return null;
  const p = k / n;
  const z2 = Z * Z;
  const centre = p + z2 / (2 * n);
  const spread = Z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  const scale = 1 + z2 / n;
  // Rounding must not push the ends past 0 and 1, which they reach exactly at k = 0 and k = n.
  return {
    low: k === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: k === n ? 1 : Math.min(1, (centre + spread) / scale),
  };
}
