import { css, IVORY, lightness, mix, shade, type Rgb } from './colour.ts';
import { circle, ellipse, n, path, polygon, rect, starPoints, stroke, type Paint } from './paint.ts';
import type { Look } from './look.ts';

/** The motif of the poster, in the box x ±74, y −60 to 100. */
function motif(look: Look, paint: Paint, ink: Rgb): string {
  const { secondary, accent, primary } = look;
  const second = paint.body(secondary);
  const third = paint.body(accent);
  switch (look.silhouette) {
    case 0: // a rising sun over hills
      return (
        circle(0, 10, 40, paint.radial([shade(secondary, 0.5), secondary])) +
        Array.from({ length: 12 }, (_, i) => {
          const a = (Math.PI * i) / 11 + Math.PI;
          return stroke(
            `M${n(Math.cos(a) * 48)} ${n(10 + Math.sin(a) * 48)}L${n(Math.cos(a) * 66)} ${n(10 + Math.sin(a) * 66)}`,
            css(secondary),
            5,
          );
        }).join('') +
        path('M-78 100V44Q-36 4 8 44T78 36V100z', third) +
        path('M-78 100V70Q-20 40 78 76V100z', css(shade(primary, -0.45)))
      );
    case 1: // waves and a sail
      return (
        path('M4 -52L4 34L54 34z', second) +
        path('M-4 -34L-4 34L-36 34z', css(ink)) +
        path('M-48 40H58L40 60H-30z', css(shade(secondary, -0.45))) +
        [52, 72, 90]
          .map((y, i) => stroke(`M-78 ${y}q13 -14 26 0t26 0t26 0t26 0t26 0t26 0`, css(i === 1 ? ink : accent), 9))
          .join('')
      );
    case 2: // a crescent moon above a town
      return (
        path('M18 -56A44 44 0 1 0 44 18A36 36 0 1 1 18 -56z', second) +
        [-70, -42, -14, 18, 46]
          .map((x, i) => rect(x, [50, 34, 58, 40, 54][i]!, 24, 70, i % 2 === 0 ? third : css(shade(accent, -0.4))))
          .join('') +
        [-62, -32, 28, 56].map((x, i) => rect(x, 66 + (i % 2) * 8, 7, 9, css([255, 232, 150]))).join('')
      );
    case 3: // mountains
      return (
        circle(36, -26, 18, third) +
        polygon(
          [
            [-78, 100],
            [-26, -30],
            [28, 100],
          ],
          second,
        ) +
        polygon(
          [
            [-12, 100],
            [36, 4],
            [78, 100],
          ],
          css(shade(secondary, -0.4)),
        ) +
        polygon(
          [
            [-42, 10],
            [-26, -30],
            [-10, 10],
            [-20, 2],
            [-28, 14],
            [-34, 4],
          ],
          css(IVORY),
        ) +
        rect(-78, 88, 156, 12, css(shade(accent, -0.2)))
      );
    case 4: // a burst of rays with a star
      return (
        Array.from({ length: 10 }, (_, i) => {
          const [a, b] = [(Math.PI * i) / 5, (Math.PI * (i + 0.5)) / 5];
          return polygon(
            [
              [0, 22],
              [Math.cos(a) * 76, 22 + Math.sin(a) * 76],
              [Math.cos(b) * 76, 22 + Math.sin(b) * 76],
            ],
            css(mix(primary, accent, 0.75)),
          );
        }).join('') + polygon(starPoints(0, 22, 5, 50, 21), second)
      );
    case 5: // rings, as of a planet
      return (
        circle(0, 22, 44, paint.radial([shade(secondary, 0.45), secondary, shade(secondary, -0.4)])) +
        `<g transform="rotate(-22 0 22)"><ellipse cx="0" cy="22" rx="76" ry="18" fill="none" stroke="${css(accent)}" stroke-width="9"/></g>` +
        path('M-42 12A44 44 0 0 1 42 12L38 6Q0 -4 -40 20z', css(shade(secondary, 0.2))) +
        [
          [-56, -34],
          [58, -40],
          [-62, 84],
          [54, 88],
        ]
          .map(([x, y]) => polygon(starPoints(x!, y!, 4, 9, 3), css(ink)))
          .join('')
      );
    default: // a tree in leaf
      return (
        path('M-9 100Q-3 60 -8 30H8Q3 60 9 100z', css(shade(accent, -0.45))) +
        circle(-30, 18, 32, second) +
        circle(30, 18, 32, second) +
        circle(0, -16, 38, paint.body(shade(secondary, 0.12))) +
        [
          [-34, 14],
          [22, 26],
          [4, -24],
          [36, 6],
          [-10, 14],
        ]
          .map(([x, y]) => circle(x!, y!, 6.5, third))
          .join('') +
        ellipse(0, 102, 60, 7, css(shade(primary, -0.35)))
      );
  }
}

/** A word's size so that it fills the title's width without leaving it; Cabin Bold capitals are about 0.62 em wide. */
const titleSize = (word: string): number => Math.min(33, 138 / (word.length * 0.66));

/** Draws a framed poster that carries its own title, the source of OCR conflicts, in a box of ±110 units. */
export function drawPoster(look: Look, paint: Paint, title: string): string {
  const { primary, secondary } = look;
  const ink: Rgb = lightness(primary) > 140 ? [26, 24, 38] : IVORY;
  const sheet = paint.pattern(look.pattern, primary, mix(primary, shade(primary, -0.3), 0.7), 26);
  const words = title.toUpperCase().split(' ');
  const text = words
    .map((word, i) => {
      const y = (words.length > 1 ? -66 : -60) + i * 29;
      return `<text x="0" y="${n(y)}" font-family="Cabin" font-weight="700" font-size="${n(titleSize(word))}" text-anchor="middle" fill="${css(ink)}">${word}</text>`;
    })
    .join('');
  return (
    rect(-86, -106, 176, 218, 'rgba(0,0,0,0.28)', 4) +
    rect(-90, -110, 176, 218, css(shade(secondary, -0.35)), 4) +
    rect(-83, -103, 162, 204, css(IVORY)) +
    `<g transform="translate(-2 0)">${rect(-76, -98, 154, 194, sheet)}` +
    rect(-76, -98, 154, words.length > 1 ? 68 : 46, css(mix(primary, ink, 0.05))) +
    `<g clip-path="${paint.clip('<rect x="-76" y="-98" width="154" height="194"/>')}"><g transform="translate(1 ${words.length > 1 ? '16' : '4'}) scale(0.86)">${motif(look, paint, ink)}</g></g>` +
    `${text}</g>`
  );
}
