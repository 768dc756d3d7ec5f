import { css, IVORY, mix, shade, type Rgb } from './colour.ts';
import { circle, ellipse, path, polygon, rect, stroke, type Paint } from './paint.ts';
import type { Look } from './look.ts';

const SKINS: readonly Rgb[] = [
  [250, 218, 190],
  [236, 188, 150],
  [206, 150, 108],
  [160, 106, 70],
  [108, 70, 48],
];

/** Draws the bust of a person in a box of ±110 units: hair or hat by silhouette, clothes in the primary colour. */
export function drawPerson(look: Look, paint: Paint): string {
  const { primary, secondary, accent, detail } = look;
  const skin = detail.pick(SKINS);
  const face = paint.radial([shade(skin, 0.16), skin, shade(skin, -0.16)], 0.42, 0.36, 0.8);
  const neck = css(shade(skin, -0.14));
  const hair = paint.body(secondary);
  const hairFlat = css(shade(secondary, -0.12));
  const clothes = paint.pattern(look.pattern, primary, mix(primary, accent, 0.75), 24);
  const glasses = detail.chance(0.4);
  const beard = look.silhouette === 5 || (look.silhouette === 0 && detail.chance(0.5));
  const collar = detail.int(3);

  const torso =
    path('M-98 112C-98 62 -62 50 -26 44L0 60L26 44C62 50 98 62 98 112z', clothes) +
    (collar === 0
      ? polygon(
          [
            [-28, 42],
            [0, 74],
            [-16, 92],
            [-40, 52],
          ],
          css(IVORY),
        ) +
        polygon(
          [
            [28, 42],
            [0, 74],
            [16, 92],
            [40, 52],
          ],
          css(IVORY),
        )
      : collar === 1
        ? path('M-34 46Q0 82 34 46L42 60Q0 100 -42 60z', css(accent))
        : polygon(
            [
              [-9, 62],
              [9, 62],
              [14, 108],
              [0, 116],
              [-14, 108],
            ],
            css(accent),
          ) + rect(-11, 58, 22, 13, css(shade(accent, -0.25)), 3));
  const head =
    path('M-17 18h34v36q-17 16 -34 0z', neck) +
    ellipse(-44, -14, 8, 12, neck) +
    ellipse(44, -14, 8, 12, neck) +
    path('M-44 -26C-44 -72 44 -72 44 -26C44 12 26 38 0 38C-26 38 -44 12 -44 -26z', face);
  const brow = css(shade(secondary, -0.4));
  const features =
    stroke('M-26 -26q8 -6 16 -1', brow, 4) +
    stroke('M10 -27q8 -5 16 1', brow, 4) +
    circle(-17, -13, 4.6, css([34, 28, 36])) +
    circle(17, -13, 4.6, css([34, 28, 36])) +
    circle(-15.6, -14.6, 1.5, '#fff') +
    circle(18.4, -14.6, 1.5, '#fff') +
    stroke('M0 -10q5 10 -2 13', css(shade(skin, -0.3)), 3) +
    stroke('M-12 17q12 9 24 0', css([168, 62, 66]), 4) +
    circle(-28, 6, 8, `rgba(226,96,84,0.24)`) +
    circle(28, 6, 8, `rgba(226,96,84,0.24)`) +
    (glasses
      ? `<g fill="rgba(255,255,255,0.22)" stroke="${css(shade(accent, -0.3))}" stroke-width="4"><circle cx="-18" cy="-12" r="14"/><circle cx="18" cy="-12" r="14"/><path d="M-4 -12h8"/></g>`
      : '');
  const beardShape = beard
    ? path(
        'M-43 -8C-42 40 -24 56 0 56C24 56 42 40 43 -8C36 8 20 6 12 8Q0 4 -12 8C-20 6 -36 8 -43 -8zM-13 18q13 9 26 0q-13 -5 -26 0z',
        hair,
        ' fill-rule="evenodd"',
      )
    : '';

  switch (look.silhouette) {
    case 0: // short hair, parted
      return (
        torso +
        head +
        beardShape +
        features +
        path(
          'M-48 -20C-56 -86 52 -92 48 -20C42 -38 34 -46 20 -48C-4 -42 -30 -44 -38 -38C-44 -32 -46 -26 -48 -20z',
          hair,
        )
      );
    case 1: // a bob
      return (
        path('M-62 34C-74 -96 74 -96 62 34C54 44 40 42 36 36H-36C-40 42 -54 44 -62 34z', hairFlat) +
        torso +
        head +
        features +
        path('M-48 -8C-52 -84 52 -84 48 -8C44 -30 40 -40 30 -46H-30C-40 -40 -44 -30 -48 -8z', hair)
      );
    case 2: // long hair
      return (
        path('M-58 -20C-64 -94 64 -94 58 -20C58 30 78 70 72 104H-72C-78 70 -58 30 -58 -20z', hairFlat) +
        torso +
        head +
        features +
        path('M-47 -4C-56 -88 56 -88 47 -4C44 -34 30 -50 2 -52C-28 -50 -44 -34 -47 -4z', hair)
      );
    case 3: // hair in a bun with a ribbon
      return (
        circle(0, -86, 25, hair) +
        torso +
        head +
        features +
        path('M-48 -16C-54 -88 54 -88 48 -16C40 -44 22 -52 0 -52C-22 -52 -40 -44 -48 -16z', hair) +
        rect(-20, -72, 40, 10, css(accent), 5)
      );
    case 4: {
      // a round cloud of curls
      const curls = Array.from({ length: 13 }, (_, i) => {
        const a = Math.PI + (Math.PI * (i - 1)) / 10.5;
        return circle(Math.cos(a) * 50, -24 + Math.sin(a) * 50, 23, i % 2 === 0 ? hair : hairFlat);
      }).join('');
      return (
        circle(0, -30, 62, hairFlat) +
        curls +
        torso +
        head +
        features +
        path('M-44 -26C-42 -62 42 -62 44 -26C28 -46 -28 -46 -44 -26z', hair)
      );
    }
    case 5: // bald with a beard, in a flat cap
      return (
        torso +
        head +
        beardShape +
        features +
        path(
          'M-52 -40C-52 -92 46 -94 52 -44C20 -54 -20 -54 -52 -40z',
          paint.pattern('bands', accent, shade(accent, -0.25), 10),
        ) +
        path('M-58 -36C-40 -56 20 -56 54 -42C30 -42 -20 -40 -58 -36z', css(shade(accent, -0.4)))
      );
    default: // a wide-brimmed hat
      return (
        path('M-50 -30C-50 30 -60 40 -58 52H58C60 40 50 30 50 -30z', hairFlat) +
        torso +
        head +
        features +
        path('M-40 -52C-38 -112 38 -112 40 -52z', paint.body(accent)) +
        ellipse(0, -50, 84, 15, paint.body(accent)) +
        path('M-40 -62Q0 -50 40 -62V-54Q0 -42 -40 -54z', css(secondary))
      );
  }
}
