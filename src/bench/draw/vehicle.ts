import { css, IVORY, mix, shade, type Rgb } from './colour.ts';
import { circle, ellipse, path, polygon, rect, stroke, type Paint } from './paint.ts';
import type { Look } from './look.ts';

const GLASS: Rgb = [150, 198, 224];
const TYRE = css([36, 36, 44]);

const wheel = (x: number, y: number, r: number, hub: Rgb): string =>
  circle(x, y, r, TYRE) + circle(x, y, r * 0.58, css(mix(hub, IVORY, 0.3))) + circle(x, y, r * 0.2, TYRE);

/** Draws a vehicle in a box of ±110 units: the kind by silhouette, its body in the primary colour and pattern. */
export function drawVehicle(look: Look, paint: Paint): string {
  const { primary, secondary, accent } = look;
  const body = paint.pattern(look.pattern, primary, mix(primary, secondary, 0.7), 20);
  const plain = paint.body(primary);
  const second = paint.body(secondary);
  const glass = paint.linear([shade(GLASS, 0.4), GLASS, shade(GLASS, -0.3)], 60);
  const dark = css(shade(primary, -0.5));
  switch (look.silhouette) {
    case 0: // a car
      return (
        path('M-54 28C-46 -20 -30 -34 0 -34C32 -34 50 -18 66 28z', second) +
        path('M-42 26C-36 -8 -26 -22 -4 -22V26z', glass) +
        path('M4 -22C24 -22 38 -8 50 26H4z', glass) +
        path(
          'M-108 74C-110 40 -96 30 -60 26H70C98 30 110 44 108 74C108 80 104 82 98 82H-98C-104 82 -108 80 -108 74z',
          body,
        ) +
        rect(-108, 62, 216, 9, css(accent), 3) +
        circle(100, 48, 8, css([255, 236, 150])) +
        circle(-102, 48, 6, css([236, 70, 60])) +
        wheel(-60, 80, 25, accent) +
        wheel(60, 80, 25, accent)
      );
    case 1: // a double-decker bus
      return (
        rect(-104, -70, 208, 152, body, 14) +
        rect(-104, 2, 208, 18, second) +
        [-92, -54, -16, 22, 60].map((x) => rect(x, -54, 30, 40, glass, 4)).join('') +
        [-92, -54, -16].map((x) => rect(x, 26, 30, 34, glass, 4)).join('') +
        rect(26, 26, 30, 54, css(shade(secondary, -0.35)), 3) +
        rect(64, 26, 36, 34, glass, 4) +
        rect(-104, 66, 208, 8, css(accent)) +
        circle(98, 70, 7, css([255, 236, 150])) +
        wheel(-62, 84, 21, accent) +
        wheel(70, 84, 21, accent)
      );
    case 2: // a lorry
      return (
        rect(-108, -58, 132, 124, body, 6) +
        path('M32 66V-18H70C84 -18 106 14 108 30V66z', second) +
        path('M58 -6H72C80 -6 94 14 96 24H58z', glass) +
        rect(-108, 64, 216, 12, css([62, 62, 74]), 3) +
        rect(-108, -8, 132, 20, css(accent)) +
        circle(102, 52, 7, css([255, 236, 150])) +
        wheel(-76, 82, 22, accent) +
        wheel(-26, 82, 22, accent) +
        wheel(70, 82, 22, accent)
      );
    case 3: // a steam locomotive
      return (
        circle(70, -92, 14, 'rgba(255,255,255,0.75)') +
        circle(50, -102, 10, 'rgba(255,255,255,0.6)') +
        rect(58, -66, 22, 46, css(shade(secondary, -0.3)), 3) +
        rect(52, -74, 34, 13, css(accent), 4) +
        rect(-30, -28, 128, 66, body, 26) +
        path('M-2 -28a16 16 0 0 1 32 0z', second) +
        rect(-100, -62, 76, 104, plain, 4) +
        rect(-108, -74, 92, 16, second, 6) +
        rect(-86, -44, 46, 38, glass, 5) +
        rect(-104, 38, 204, 16, css(accent), 3) +
        polygon(
          [
            [100, 48],
            [112, 92],
            [76, 92],
            [84, 48],
          ],
          css(shade(secondary, -0.35)),
        ) +
        wheel(-74, 72, 30, secondary) +
        wheel(-6, 72, 30, secondary) +
        wheel(52, 80, 21, secondary) +
        stroke('M-74 72H-6', css([210, 210, 220]), 7)
      );
    case 4: // a sailing boat
      return (
        rect(-4, -108, 7, 156, css([112, 80, 52]), 2) +
        path('M8 -102C56 -66 76 -14 78 34H8z', body) +
        path('M-10 -88C-46 -50 -70 -6 -74 34H-10z', second) +
        path('M3 -110L34 -101L3 -92z', css(accent)) +
        path('M-104 48H108C96 84 76 98 48 98H-56C-80 98 -96 80 -104 48z', plain) +
        rect(-103, 48, 210, 11, css(accent), 3) +
        [-44, -8, 28].map((x) => circle(x, 74, 7, css(GLASS))).join('') +
        stroke('M-110 100q14 -10 28 0t28 0t28 0t28 0t28 0t28 0t28 0t24 0', css([232, 246, 252]), 6)
      );
    case 5: // a hot-air balloon
      return (
        path('M-84 -36C-84 -126 84 -126 84 -36C84 14 40 40 26 66H-26C-40 40 -84 14 -84 -36z', body) +
        path('M-30 -36C-30 -130 30 -130 30 -36C30 14 14 40 10 66H-10C-14 40 -30 14 -30 -36z', second) +
        path('M-83 -24Q0 10 83 -24L80 -6Q0 28 -80 -6z', css(accent)) +
        stroke('M-22 66L-14 88M22 66L14 88', css([92, 66, 44]), 3) +
        rect(-19, 84, 38, 25, css([158, 112, 66]), 4) +
        stroke('M-18 92H18M-18 100H18', css([112, 76, 44]), 2)
      );
    default: // a propeller plane
      return (
        path('M-98 -6L-108 -58H-78L-54 -8z', second) +
        path('M-106 6C-60 -26 30 -38 78 -22C100 -14 104 14 88 26C50 46 -50 40 -106 6z', body) +
        path('M-2 -28C4 -56 40 -56 50 -26z', glass) +
        path('M-24 12L-44 74H-6L40 12z', second) +
        rect(-100, 4, 60, 8, css(accent), 4) +
        path('M92 -14C106 -8 106 14 92 20z', css(accent)) +
        ellipse(103, 3, 5, 50, 'rgba(60,60,76,0.55)') +
        circle(104, 3, 7, dark) +
        stroke('M22 38V62M58 32V60', css([70, 70, 84]), 5) +
        wheel(22, 68, 14, accent) +
        wheel(58, 66, 14, accent)
      );
  }
}
