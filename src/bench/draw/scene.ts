import { css, mix, shade, type Rgb } from './colour.ts';
import { circle, ellipse, n, path, polygon, rect, type Paint } from './paint.ts';
import type { Prng } from '../world/index.ts';

/** Width and height of every photograph, in pixels. */
export const IMAGE_SIZE = 336;

const SCENES = ['field', 'street', 'studio', 'wall', 'dusk', 'shore'] as const;

/** Backdrops are pale or dim, so that the entity's own colours stay the strongest in the picture. */
const STUDIO: readonly Rgb[] = [
  [214, 208, 200],
  [196, 206, 214],
  [206, 214, 198],
  [222, 206, 204],
  [176, 180, 190],
];

const cloud = (x: number, y: number, k: number): string =>
  `<g fill="#ffffff" fill-opacity="0.8">${circle(x, y, 18 * k, '#fff')}${circle(x + 20 * k, y - 9 * k, 22 * k, '#fff')}` +
  `${circle(x + 42 * k, y, 17 * k, '#fff')}${rect(x - 16 * k, y, 74 * k, 17 * k, '#fff', 8 * k)}</g>`;

/** Draws a whole backdrop of 336×336 pixels; the horizon and its furniture vary with the stream. */
export function drawScene(random: Prng, paint: Paint): string {
  const S = IMAGE_SIZE;
  const full = (fill: string): string => rect(0, 0, S, S, fill);
  const horizon = random.range(0.6, 0.76) * S;
  switch (random.pick(SCENES)) {
    case 'field': {
      const grass: Rgb = mix([150, 172, 118], [182, 178, 124], random.next());
      return (
        full(
          paint.linear([
            [176, 206, 226],
            [232, 238, 238],
          ]),
        ) +
        cloud(random.range(10, 120), random.range(24, 70), random.range(0.7, 1.2)) +
        cloud(random.range(160, 260), random.range(20, 90), random.range(0.6, 1)) +
        path(
          `M0 ${n(horizon)}Q${n(random.range(60, 140))} ${n(horizon - 40)} 190 ${n(horizon - 6)}T${S} ${n(horizon - 16)}V${S}H0z`,
          css(shade(grass, 0.15)),
        ) +
        path(
          `M0 ${n(horizon + 18)}Q150 ${n(horizon - 14)} ${S} ${n(horizon + 22)}V${S}H0z`,
          paint.linear([grass, shade(grass, -0.28)]),
        )
      );
    }
    case 'street': {
      let houses = '';
      for (let x = -10; x < S;) {
        const w = random.range(40, 74);
        const tone = shade([190, 184, 180], random.range(-0.22, 0.3));
        const top = horizon - random.range(70, 170);
        houses += rect(x, top, w, horizon - top, css(tone));
        for (let y = top + 12; y < horizon - 20; y += 26)
          houses +=
            rect(x + 9, y, w * 0.26, 13, css(shade(tone, -0.18))) +
            rect(x + w * 0.56, y, w * 0.26, 13, css(shade(tone, -0.18)));
        x += w + 2;
      }
      return (
        full(
          paint.linear([
            [206, 214, 222],
            [236, 232, 226],
          ]),
        ) +
        houses +
        rect(
          0,
          horizon,
          S,
          S - horizon,
          paint.linear([
            [168, 166, 166],
            [128, 128, 134],
          ]),
        ) +
        rect(0, horizon, S, 9, css([206, 202, 196]))
      );
    }
    case 'studio': {
      const tone = random.pick(STUDIO);
      return (
        full(paint.radial([shade(tone, 0.5), tone, shade(tone, -0.28)], 0.5, 0.42, 0.75)) +
        ellipse(S / 2, S - 26, 210, 54, css(shade(tone, 0.18)))
      );
    }
    case 'wall': {
      const tone = mix([206, 192, 172], [186, 196, 192], random.next());
      const across = 42 + random.int(16);
      let courses = '';
      for (let y = 0, row = 0; y < S; y += 21, row++) {
        for (let x = row % 2 === 0 ? 0 : -across / 2; x < S; x += across) {
          if (random.chance(0.4))
            courses += rect(x + 1, y + 1, across - 2, 19, css(shade(tone, random.range(-0.12, 0.12))), 2);
        }
      }
      return (
        full(css(shade(tone, -0.07))) +
        courses +
        rect(
          0,
          S - 48,
          S,
          48,
          paint.linear([
            [142, 132, 122],
            [112, 104, 98],
          ]),
        )
      );
    }
    case 'dusk': {
      const far = polygon(
        Array.from({ length: 9 }, (_, i): [number, number] => [
          i * 42,
          horizon - (i % 2 === 0 ? 8 : random.range(30, 76)),
        ]).concat([
          [S, S],
          [0, S],
        ]),
        css([132, 122, 140]),
      );
      return (
        full(
          paint.linear([
            [112, 116, 150],
            [196, 168, 172],
            [236, 208, 180],
          ]),
        ) +
        circle(random.range(40, 296), random.range(40, 120), 22, css([248, 232, 200])) +
        far +
        rect(
          0,
          horizon,
          S,
          S - horizon,
          paint.linear([
            [112, 108, 112],
            [82, 80, 92],
          ]),
        )
      );
    }
    case 'shore': {
      const sea = paint.linear([
        [142, 178, 190],
        [176, 204, 206],
      ]);
      return (
        full(
          paint.linear([
            [198, 216, 228],
            [240, 236, 224],
          ]),
        ) +
        rect(0, horizon - 44, S, 80, sea) +
        path(
          `M0 ${n(horizon + 10)}Q90 ${n(horizon - 6)} 170 ${n(horizon + 12)}T${S} ${n(horizon + 4)}V${S}H0z`,
          paint.linear([
            [230, 216, 184],
            [204, 186, 150],
          ]),
        ) +
        cloud(random.range(20, 230), random.range(24, 80), 0.9)
      );
    }
  }
}

/** Something in front of the lens: a twig with leaves, a pole or a blurred passer-by, over at most a seventh of the picture. */
export function drawOccluder(random: Prng): string {
  const S = IMAGE_SIZE;
  const left = random.chance(0.5);
  const x = left ? random.range(0, 40) : S - random.range(0, 40);
  switch (random.int(3)) {
    case 0: {
      const y = random.range(0, S);
      const way = left ? 1 : -1;
      let leaves = '';
      for (let i = 0; i < 6; i++) {
        const lx = x + way * i * 15;
        const ly = y - i * 9 + (i % 2 === 0 ? -10 : 10);
        leaves += `<ellipse cx="${n(lx)}" cy="${n(ly)}" rx="15" ry="7.5" transform="rotate(${n(random.range(-60, 60))} ${n(lx)} ${n(ly)})" fill="${css(shade([94, 124, 78], random.range(-0.3, 0.2)))}"/>`;
      }
      return `<path d="M${n(x - way * 40)} ${n(y + 20)}L${n(x + way * 84)} ${n(y - 54)}" stroke="#6a5440" stroke-width="4"/>${leaves}`;
    }
    case 1:
      return rect(x - 7, 0, 15, S, css([98, 98, 106])) + rect(x - 4, 0, 4, S, css([146, 146, 154]));
    default: {
      const r = random.range(26, 44);
      const y = random.range(60, S);
      return `<g fill="#54525e" fill-opacity="0.85">${circle(x, y, r, '#54525e')}${rect(x - r * 1.2, y + r * 0.8, r * 2.4, S, '#54525e', r)}</g>`;
    }
  }
}
