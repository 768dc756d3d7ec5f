import { css, IVORY, mix, shade, type Rgb } from './colour.ts';
import { circle, ellipse, path, polygon, rect, stroke, type Paint } from './paint.ts';
import type { Look } from './look.ts';

const INK = css([30, 26, 36]);

const eye = (x: number, y: number, r: number, ring: Rgb = IVORY): string =>
  circle(x, y, r, css(ring)) +
  circle(x + r * 0.1, y, r * 0.58, INK) +
  circle(x - r * 0.15, y - r * 0.28, r * 0.2, '#fff');

/** Draws an animal in a box of ±110 units: the species by silhouette, the coat in the primary colour and pattern. */
export function drawAnimal(look: Look, paint: Paint): string {
  const { primary, secondary, accent } = look;
  const coat = paint.pattern(look.pattern, primary, mix(primary, secondary, 0.8), 22);
  const plain = paint.body(primary);
  const dark = css(shade(primary, -0.35));
  const belly = paint.body(mix(secondary, IVORY, 0.35));
  const collar = css(accent);
  switch (look.silhouette) {
    case 0: // a sitting cat
      return (
        stroke('M58 92C112 92 104 24 78 20', dark, 17) +
        path('M-58 104C-66 30 -36 6 0 6C36 6 66 30 58 104z', coat) +
        ellipse(0, 78, 26, 28, belly) +
        polygon(
          [
            [-50, -50],
            [-46, -108],
            [-8, -74],
          ],
          plain,
        ) +
        polygon(
          [
            [50, -50],
            [46, -108],
            [8, -74],
          ],
          plain,
        ) +
        polygon(
          [
            [-42, -64],
            [-41, -92],
            [-20, -74],
          ],
          belly,
        ) +
        polygon(
          [
            [42, -64],
            [41, -92],
            [20, -74],
          ],
          belly,
        ) +
        ellipse(0, -36, 58, 48, plain) +
        eye(-22, -40, 13, [240, 226, 120]) +
        eye(22, -40, 13, [240, 226, 120]) +
        ellipse(0, -15, 20, 14, belly) +
        polygon(
          [
            [-7, -24],
            [7, -24],
            [0, -15],
          ],
          css([214, 96, 110]),
        ) +
        stroke('M-26 -16l-34 -6M-26 -10l-34 4M26 -16l34 -6M26 -10l34 4', css(IVORY), 2) +
        path('M-40 8Q0 32 40 8V20Q0 44 -40 20z', collar) +
        ellipse(-26, 102, 20, 9, plain) +
        ellipse(26, 102, 20, 9, plain)
      );
    case 1: // a dog's portrait with hanging ears
      return (
        path('M-74 110C-74 50 -40 30 0 30C40 30 74 50 74 110z', coat) +
        ellipse(0, -26, 60, 62, plain) +
        path('M-48 -72C-96 -70 -104 6 -76 34C-54 20 -48 -20 -38 -56z', paint.body(secondary)) +
        path('M48 -72C96 -70 104 6 76 34C54 20 48 -20 38 -56z', paint.body(secondary)) +
        path('M-14 -86C-18 -40 -22 -10 -30 14C-20 46 20 46 30 14C22 -10 18 -40 14 -86z', belly) +
        eye(-28, -34, 11) +
        eye(28, -34, 11) +
        ellipse(0, -2, 18, 13, INK) +
        stroke('M0 10v14M0 24q-14 10 -24 -2M0 24q14 10 24 -2', INK, 4) +
        path('M-9 27h18v14a9 9 0 0 1 -18 0z', css([222, 92, 104])) +
        path('M-58 46Q0 86 58 46V62Q0 104 -58 62z', collar) +
        circle(0, 84, 10, css([246, 206, 70]))
      );
    case 2: // an owl on a branch
      return (
        rect(-104, 82, 208, 14, css([104, 74, 50]), 7) +
        path('M-62 30C-66 -70 66 -70 62 30C58 80 34 100 0 100C-34 100 -58 80 -62 30z', coat) +
        polygon(
          [
            [-58, -34],
            [-62, -100],
            [-10, -60],
          ],
          plain,
        ) +
        polygon(
          [
            [58, -34],
            [62, -100],
            [10, -60],
          ],
          plain,
        ) +
        path('M-60 -40C-60 -76 60 -76 60 -40C60 -6 30 4 0 4C-30 4 -60 -6 -60 -40z', plain) +
        path('M-64 0C-92 30 -76 76 -46 84C-46 50 -50 20 -64 0z', paint.body(secondary)) +
        path('M64 0C92 30 76 76 46 84C46 50 50 20 64 0z', paint.body(secondary)) +
        circle(-26, -34, 26, belly) +
        circle(26, -34, 26, belly) +
        eye(-26, -34, 17, [250, 216, 90]) +
        eye(26, -34, 17, [250, 216, 90]) +
        polygon(
          [
            [-9, -20],
            [9, -20],
            [0, 2],
          ],
          collar,
        ) +
        stroke('M-22 84v12M-12 84v12M12 84v12M22 84v12', collar, 6)
      );
    case 3: // a fish
      return (
        path('M52 0L108 -52Q92 0 108 52z', paint.body(secondary)) +
        path('M-20 -50C0 -96 46 -80 44 -34z', paint.body(secondary)) +
        path('M-14 48C0 84 34 74 32 34z', paint.body(secondary)) +
        path('M-104 4C-76 -66 22 -74 70 0C22 74 -76 70 -104 4z', coat) +
        path('M-104 4C-92 -26 -72 -42 -48 -50C-34 -16 -34 22 -48 54C-74 46 -94 30 -104 4z', plain) +
        stroke('M-46 -50C-32 -16 -32 22 -46 54', dark, 5) +
        path('M-20 4Q14 -10 20 16Q2 40 -20 28z', collar) +
        eye(-70, -10, 13) +
        stroke('M-98 18q10 8 20 4', INK, 4) +
        circle(-100, -60, 8, 'rgba(255,255,255,0.6)') +
        circle(-86, -84, 5, 'rgba(255,255,255,0.6)')
      );
    case 4: // a rabbit
      return (
        ellipse(-24, -66, 17, 46, plain) +
        ellipse(24, -66, 17, 46, plain) +
        ellipse(-24, -62, 8, 34, belly) +
        ellipse(24, -62, 8, 34, belly) +
        circle(62, 74, 20, css(IVORY)) +
        path('M-58 106C-72 40 -40 14 0 14C40 14 72 40 58 106z', coat) +
        ellipse(0, 82, 28, 24, belly) +
        ellipse(0, -6, 48, 44, plain) +
        eye(-20, -12, 10) +
        eye(20, -12, 10) +
        circle(-10, 14, 12, belly) +
        circle(10, 14, 12, belly) +
        ellipse(0, 3, 7, 5, css([224, 110, 130])) +
        rect(-7, 20, 14, 13, '#fff', 3) +
        path('M-34 38Q0 58 34 38V50Q0 70 -34 50z', collar) +
        ellipse(-30, 104, 24, 9, plain) +
        ellipse(30, 104, 24, 9, plain)
      );
    case 5: // an elephant
      return (
        path('M-70 104V10C-70 -40 60 -54 78 6C86 30 84 70 84 104H52V74H-8V104z', coat) +
        stroke('M84 14q18 18 12 44', dark, 6) +
        ellipse(-50, -24, 44, 46, plain) +
        path('M-84 -18C-112 10 -102 60 -96 100H-76C-78 70 -74 36 -58 16z', plain) +
        path('M-30 -70C22 -84 32 -10 -12 18C-34 14 -42 -40 -30 -70z', paint.body(secondary)) +
        path('M-74 12Q-52 36 -40 40Q-46 20 -56 6z', css(IVORY)) +
        eye(-66, -30, 9) +
        path('M4 -38Q40 -52 68 -24V20Q36 8 2 22z', collar) +
        stroke('M-98 70h18M-99 84h20', dark, 3) +
        rect(-68, 96, 56, 9, css(shade(primary, -0.5)), 3) +
        rect(52, 96, 32, 9, css(shade(primary, -0.5)), 3)
      );
    default: // a turtle
      return (
        ellipse(86, -2, 26, 22, paint.body(secondary)) +
        path('M52 26Q72 4 84 10V34Q64 50 48 44z', paint.body(secondary)) +
        path('M-60 50L-76 98H-42L-30 56z', paint.body(secondary)) +
        path('M36 52L46 98H78L64 48z', paint.body(secondary)) +
        polygon(
          [
            [-84, 44],
            [-110, 58],
            [-78, 60],
          ],
          paint.body(secondary),
        ) +
        path('M-90 50C-92 -76 72 -82 74 50z', coat) +
        path('M-60 48C-58 -30 -34 -44 -8 -46C18 -44 42 -30 44 48', 'none', ` stroke="${dark}" stroke-width="5"`) +
        stroke('M-84 10H68M-8 -46V48', dark, 5) +
        rect(-98, 44, 180, 15, collar, 7) +
        eye(93, -8, 8) +
        stroke('M88 8q10 4 20 -2', INK, 3)
      );
  }
}
