import { css, IVORY, mix, shade, type Rgb } from './colour.ts';
import { circle, ellipse, path, polygon, rect, type Paint } from './paint.ts';
import type { Look } from './look.ts';

const GLASS: Rgb = [72, 96, 128];

/** Windows in a grid, some of them lit. */
function windows(look: Look, x: number, y: number, w: number, h: number, columns: number, rows: number): string {
  const pane = { w: (w / columns) * 0.5, h: (h / rows) * 0.58 };
  const arched = look.detail.chance(0.5);
  let out = '';
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const px = x + (w / columns) * (c + 0.5) - pane.w / 2;
      const py = y + (h / rows) * (r + 0.5) - pane.h / 2;
      const fill = css(look.detail.chance(0.3) ? [255, 226, 140] : GLASS);
      out += rect(px, py, pane.w, pane.h, fill, arched ? pane.w / 2 : 1);
    }
  }
  return out;
}

const door = (x: number, y: number, w: number, h: number, fill: string): string =>
  path(`M${x - w / 2} ${y}v${-h + w / 2}a${w / 2} ${w / 2} 0 0 1 ${w} 0v${h - w / 2}z`, fill);

const step = (w: number): string => rect(-w / 2, 98, w, 9, css([170, 164, 154]), 2);

/** Draws a building in a box of ±110 units that stands on y = 105. */
export function drawBuilding(look: Look, paint: Paint): string {
  const { primary, secondary, accent } = look;
  const wall = paint.pattern(look.pattern, mix(primary, IVORY, 0.12), shade(primary, -0.24), 20);
  const roof = paint.body(secondary);
  const trim = css(mix(accent, IVORY, 0.25));
  const dark = css(shade(secondary, -0.55));
  switch (look.silhouette) {
    case 0: // a bell tower with a spire
      return (
        step(96) +
        rect(-36, -40, 72, 140, wall) +
        rect(-42, -46, 84, 12, trim, 2) +
        polygon(
          [
            [-40, -46],
            [0, -112],
            [40, -46],
          ],
          roof,
        ) +
        circle(0, -16, 17, css(IVORY)) +
        path('M0 -16V-27M0 -16L8 -12', 'none', ` stroke="${dark}" stroke-width="3" stroke-linecap="round"`) +
        windows(look, -34, 6, 68, 54, 3, 2) +
        door(0, 99, 26, 36, dark) +
        circle(0, -110, 5, trim)
      );
    case 1: // a domed hall
      return (
        step(206) +
        rect(-95, 20, 190, 80, wall) +
        path('M-66 14C-66 -76 66 -76 66 14z', roof) +
        path(
          'M-30 14C-34 -50 -14 -60 0 -60C14 -60 34 -50 30 14',
          'none',
          ` stroke="${css(shade(secondary, 0.35))}" stroke-width="4"`,
        ) +
        rect(-7, -86, 14, 28, trim) +
        circle(0, -90, 9, roof) +
        rect(-101, 10, 202, 13, trim, 2) +
        windows(look, -92, 30, 68, 58, 3, 2) +
        windows(look, 24, 30, 68, 58, 3, 2) +
        door(0, 99, 34, 56, dark)
      );
    case 2: {
      // a castle with two towers
      const merlons = (x: number, y: number, count: number, w: number): string =>
        Array.from({ length: count }, (_, i) => rect(x + i * w * 2, y, w, 12, wall)).join('');
      return (
        step(200) +
        rect(-60, -6, 120, 106, wall) +
        merlons(-58, -18, 6, 11) +
        rect(-96, -52, 46, 152, wall) +
        rect(50, -52, 46, 152, wall) +
        polygon(
          [
            [-102, -50],
            [-73, -108],
            [-44, -50],
          ],
          roof,
        ) +
        polygon(
          [
            [44, -50],
            [73, -108],
            [102, -50],
          ],
          roof,
        ) +
        windows(look, -92, -30, 38, 80, 1, 2) +
        windows(look, 54, -30, 38, 80, 1, 2) +
        path('M0 -18V-70l34 12l-34 12', trim) +
        rect(-2, -70, 4, 56, dark) +
        door(0, 99, 48, 66, dark)
      );
    }
    case 3: {
      // a temple front with columns
      const columns = 5 + look.detail.int(2);
      let shafts = '';
      for (let i = 0; i < columns; i++)
        shafts += rect(-84 + (i * 158) / (columns - 1), -22, 13, 112, css(mix(accent, IVORY, 0.5)), 3);
      return (
        step(212) +
        rect(-98, 88, 196, 12, trim, 2) +
        rect(-84, -22, 168, 112, wall) +
        door(0, 90, 40, 70, dark) +
        shafts +
        rect(-98, -38, 196, 18, trim, 2) +
        polygon(
          [
            [-106, -38],
            [0, -98],
            [106, -38],
          ],
          roof,
        ) +
        circle(0, -60, 13, css(IVORY))
      );
    }
    case 4: // a gabled house with a chimney
      return (
        step(176) +
        rect(44, -92, 22, 60, css(shade(accent, -0.2))) +
        rect(-80, -6, 160, 106, wall) +
        polygon(
          [
            [-100, 0],
            [0, -92],
            [100, 0],
          ],
          roof,
        ) +
        circle(0, -34, 15, css(IVORY)) +
        circle(0, -34, 10, css(GLASS)) +
        windows(look, -74, 12, 60, 66, 2, 2) +
        windows(look, 14, 12, 60, 66, 2, 2) +
        door(0, 99, 28, 48, trim) +
        rect(-80, -4, 160, 6, trim)
      );
    case 5: // a skyscraper in three tiers
      return (
        step(132) +
        rect(-56, 0, 112, 100, wall) +
        rect(-42, -58, 84, 60, roof) +
        rect(-26, -92, 52, 36, wall) +
        rect(-3, -112, 6, 24, dark) +
        windows(look, -54, 4, 108, 74, 5, 4) +
        windows(look, -40, -54, 80, 50, 4, 3) +
        windows(look, -24, -88, 48, 28, 3, 1) +
        rect(-60, -3, 120, 7, trim) +
        rect(-46, -61, 92, 7, trim) +
        rect(-20, 78, 40, 21, dark)
      );
    default: {
      // a pagoda of three roofs
      const eave = (y: number, w: number): string =>
        path(
          `M${-w} ${y}Q${-w * 0.5} ${y - 6} ${-w * 0.4} ${y - 26}H${w * 0.4}Q${w * 0.5} ${y - 6} ${w} ${y}Q0 ${y + 9} ${-w} ${y}z`,
          roof,
        );
      return (
        step(160) +
        rect(-62, 48, 124, 52, wall) +
        rect(-48, -8, 96, 44, wall) +
        rect(-34, -62, 68, 42, wall) +
        windows(look, -60, 54, 40, 40, 2, 1) +
        windows(look, 20, 54, 40, 40, 2, 1) +
        windows(look, -44, -4, 88, 30, 4, 1) +
        windows(look, -30, -56, 60, 28, 3, 1) +
        door(0, 99, 30, 44, dark) +
        eave(48, 98) +
        eave(-10, 80) +
        eave(-62, 62) +
        rect(-3, -112, 6, 28, trim) +
        ellipse(0, -98, 9, 6, trim)
      );
    }
  }
}
