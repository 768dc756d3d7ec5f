/** A colour as red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Twelve signature colours, chosen far apart so that they survive a change of light and a reduction to 112×112. */
export const SIGNATURE_COLOURS: readonly Rgb[] = [
  [208, 40, 46],
  [240, 124, 28],
  [246, 200, 44],
  [146, 190, 44],
  [24, 128, 70],
  [30, 176, 172],
  [62, 152, 232],
  [30, 62, 160],
  [124, 66, 178],
  [232, 96, 168],
  [122, 70, 36],
  [44, 48, 58],
];
export const IVORY: Rgb = [247, 241, 226];

export const css = ([r, g, b]: Rgb): string =>
  `#${[r, g, b].map((v) => byte(v).toString(16).padStart(2, '0')).join('')}`;

const byte = (v: number): number => Math.max(0, Math.min(255, Math.round(v)));

/** Blends `a` towards `b`; t from 0 (all a) to 1 (all b). */
export function mix(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** Towards white for t > 0, towards a cool black for t < 0. */
export function shade(colour: Rgb, t: number): Rgb {
  return t >= 0 ? mix(colour, [255, 255, 255], t) : mix(colour, [14, 12, 28], -t);
}

/** Perceived lightness, 0 to 255. */
export function lightness([r, g, b]: Rgb): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}
