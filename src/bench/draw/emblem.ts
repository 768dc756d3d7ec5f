import { css, IVORY, lightness, mix, shade } from './colour.ts';
import { circle, path, polygon, rect, regularPoints, starPoints, stroke, type Paint } from './paint.ts';
import type { Look } from './look.ts';

/** The field's outline, at a scale of 1 for the outer edge; returned as an SVG shape without a fill. */
function outline(silhouette: number, k: number): (fill: string) => string {
  const s = (v: number): number => Math.round(v * k * 100) / 100;
  switch (silhouette) {
    case 0: // a heater shield
      return (fill) =>
        path(
          `M${s(-82)} ${s(-96)}H${s(82)}V${s(-6)}C${s(82)} ${s(58)} ${s(40)} ${s(90)} 0 ${s(108)}C${s(-40)} ${s(90)} ${s(-82)} ${s(58)} ${s(-82)} ${s(-6)}z`,
          fill,
        );
    case 1:
      return (fill) => circle(0, 0, 100 * k, fill);
    case 2:
      return (fill) => polygon(starPoints(0, 4, 8, 108 * k, 84 * k), fill);
    case 3:
      return (fill) => polygon(regularPoints(0, 0, 6, 106 * k), fill);
    case 4:
      return (fill) =>
        polygon(
          [
            [0, -110 * k],
            [92 * k, 0],
            [0, 110 * k],
            [-92 * k, 0],
          ],
          fill,
        );
    case 5: // a swallow-tailed banner
      return (fill) =>
        polygon(
          [
            [-76 * k, -102 * k],
            [76 * k, -102 * k],
            [76 * k, 106 * k],
            [0, 66 * k],
            [-76 * k, 106 * k],
          ],
          fill,
        );
    default: // a cog
      return (fill) =>
        polygon(
          Array.from({ length: 48 }, (_, i): [number, number] => {
            const a = (2 * Math.PI * i) / 48;
            const r = (i % 4 < 2 ? 108 : 90) * k;
            return [Math.cos(a) * r, Math.sin(a) * r];
          }),
          fill,
        );
  }
}

const CHARGES = 9;

/** The figure on the field, within a radius of 44. */
function charge(kind: number, fill: string, line: string): string {
  switch (kind) {
    case 0:
      return polygon(starPoints(0, 0, 5, 48, 20), fill);
    case 1:
      return path('M-13 -46H13V-13H46V13H13V46H-13V13H-46V-13H-13z', fill);
    case 2:
      return path('M18 -44A46 46 0 1 0 44 18A38 38 0 1 1 18 -44z', fill);
    case 3: // a tree
      return (
        path('M-6 48V20H6V48z', line) +
        polygon(
          [
            [0, -50],
            [32, -8],
            [16, -8],
            [40, 26],
            [-40, 26],
            [-16, -8],
            [-32, -8],
          ],
          fill,
        )
      );
    case 4: // a crown
      return (
        path('M-44 30L-48 -26L-22 2L0 -40L22 2L48 -26L44 30z', fill) +
        rect(-44, 34, 88, 11, line, 2) +
        [-48, 0, 48].map((x, i) => circle(x, i === 1 ? -44 : -30, 6, line)).join('')
      );
    case 5: // an anchor
      return (
        stroke('M0 -30V42M-22 -14H22M-38 12C-36 36 -16 44 0 44C16 44 36 36 38 12', fill, 11) +
        `<circle cx="0" cy="-40" r="9" fill="none" stroke="${fill}" stroke-width="8"/>`
      );
    case 6: // a flame
      return (
        path(
          'M0 -52C10 -22 40 -12 36 20C34 42 16 50 0 50C-16 50 -34 42 -36 20C-34 4 -24 -2 -20 -18C-10 -12 -8 -4 -6 4C4 -12 4 -32 0 -52z',
          fill,
        ) + path('M0 8C10 20 16 26 14 36C10 46 -10 46 -14 36C-16 26 -6 20 0 8z', line)
      );
    case 7: // two crossed keys, drawn as one and its mirror
      return [1, -1]
        .map(
          (m) =>
            `<g transform="scale(${String(m)} 1) rotate(38)">${rect(-5, -34, 10, 78, fill, 3)}${rect(4, 26, 16, 8, fill)}${rect(4, 12, 12, 8, fill)}<circle cx="0" cy="-40" r="13" fill="none" stroke="${fill}" stroke-width="8"/></g>`,
        )
        .join('');
    default: // a flower of six petals
      return (
        regularPoints(0, 0, 6, 27)
          .map(([x, y]) => circle(x, y, 18, fill))
          .join('') + circle(0, 0, 14, line)
      );
  }
}

/** Draws an emblem in a box of ±110 units: field by silhouette, in the primary colour, a charge in the secondary. */
export function drawEmblem(look: Look, paint: Paint): string {
  const { primary, secondary, accent } = look;
  const border = outline(look.silhouette, 1);
  const field = outline(look.silhouette, 0.86);
  const inner = outline(look.silhouette, 0.58);
  const light = lightness(secondary);
  const ground = light > 120 ? shade(primary, -0.42) : mix(IVORY, primary, 0.12);
  const kind = (look.detail.int(CHARGES) + look.silhouette) % CHARGES;
  return (
    `<g transform="translate(4 6)">${border('rgba(0,0,0,0.25)')}</g>` +
    border(paint.linear([shade(accent, 0.45), accent, shade(accent, -0.3)], 50)) +
    field(paint.pattern(look.pattern, primary, shade(primary, lightness(primary) < 70 ? 0.28 : -0.3), 26)) +
    inner(css(ground)) +
    `<g transform="scale(0.98)">${charge(kind, css(secondary), css(shade(accent, 0.1)))}</g>` +
    stroke('M-52 -78Q0 -92 52 -78', 'rgba(255,255,255,0.35)', 5)
  );
}
