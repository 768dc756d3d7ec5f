import { css, shade, type Rgb } from './colour.ts';
import type { Pattern } from './look.ts';

/** A number in SVG, to a hundredth of a pixel. */
export const n = (v: number): string => String(Math.round(v * 100) / 100);

/** Half the side of the square that every figure fits into, in units of the drawing. */
const EXTENT = 125;

type Marked = Exclude<Pattern, 'plain'>;

/** Marks that run through the whole tile are drawn once a column or row, the others once a cell. */
const ACROSS: Readonly<Record<Marked, boolean>> = {
  stripes: true,
  bands: true,
  diagonal: false,
  dots: false,
  checks: false,
  chevrons: false,
};

/** The path of one mark in the cell of side `s` at (x, y). */
const PATTERN_MARKS: Readonly<Record<Marked, (x: number, y: number, s: number) => string>> = {
  stripes: (x, y, s) => `M${n(x)} ${n(y)}h${n(s / 2)}v${n(EXTENT * 2 + s)}h${n(-s / 2)}z`,
  bands: (x, y, s) => `M${n(y)} ${n(x)}h${n(EXTENT * 2 + s)}v${n(s / 2)}h${n(-EXTENT * 2 - s)}z`,
  diagonal: (x, y, s) =>
    `M${n(x)} ${n(y + s)}l${n(s)} ${n(-s)}h${n(-s / 2)}l${n(-s / 2)} ${n(s / 2)}zM${n(x + s)} ${n(y + s)}v${n(-s / 2)}l${n(-s / 2)} ${n(s / 2)}z`,
  dots: (x, y, s) => {
    const r = s * 0.29;
    return `M${n(x + s / 2 - r)} ${n(y + s / 2)}a${n(r)} ${n(r)} 0 1 1 ${n(r * 2)} 0a${n(r)} ${n(r)} 0 1 1 ${n(-r * 2)} 0z`;
  },
  checks: (x, y, s) => `M${n(x)} ${n(y)}h${n(s / 2)}v${n(s)}h${n(s / 2)}v${n(-s / 2)}h${n(-s)}z`,
  chevrons: (x, y, s) =>
    `M${n(x)} ${n(y + s / 2)}l${n(s / 2)} ${n(-s / 2)}l${n(s / 2)} ${n(s / 2)}v${n(s / 2)}l${n(-s / 2)} ${n(-s / 2)}l${n(-s / 2)} ${n(s / 2)}z`,
};

/** Collects gradients and patterns while a picture is drawn; `definitions` goes into the picture's `<defs>`. */
export class Paint {
  readonly #definitions: string[] = [];
  #next = 0;

  get definitions(): string {
    return this.#definitions.join('');
  }

  /** A linear gradient as a fill; `angle` 0 runs left to right, 90 top to bottom. */
  linear(stops: readonly Rgb[], angle = 90): string {
    const id = this.#id();
    const turn = (angle * Math.PI) / 180;
    const [x, y] = [Math.cos(turn) / 2, Math.sin(turn) / 2];
    this.#definitions.push(
      `<linearGradient id="${id}" x1="${n(0.5 - x)}" y1="${n(0.5 - y)}" x2="${n(0.5 + x)}" y2="${n(0.5 + y)}">` +
        `${stopList(stops)}</linearGradient>`,
    );
    return `url(#${id})`;
  }

  /** A radial gradient as a fill, centred at (cx, cy) of the shape's box. */
  radial(stops: readonly Rgb[], cx = 0.38, cy = 0.32, r = 0.75): string {
    const id = this.#id();
    this.#definitions.push(
      `<radialGradient id="${id}" cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}">${stopList(stops)}</radialGradient>`,
    );
    return `url(#${id})`;
  }

  /** A soft body: the colour lit from the upper left. */
  body(colour: Rgb, angle = 60): string {
    return this.linear([shade(colour, 0.18), colour, shade(colour, -0.22)], angle);
  }

  /** The entity's pattern over its primary colour, `size` units to a repeat. */
  pattern(kind: Pattern, base: Rgb, over: Rgb, size = 22): string {
    if (kind === 'plain') return this.body(base);
    const id = this.#id();
    // One tile covers the whole figure: repeated tiles would show hairline seams when the figure is turned.
    const count = Math.ceil((EXTENT * 2) / size);
    const side = n(count * size);
    const at = Array.from({ length: count }, (_, k) => -EXTENT + k * size);
    const marks = at
      .map((x) =>
        ACROSS[kind] ? PATTERN_MARKS[kind](x, -EXTENT, size) : at.map((y) => PATTERN_MARKS[kind](x, y, size)).join(''),
      )
      .join('');
    const edge = n(-EXTENT);
    this.#definitions.push(
      `<pattern id="${id}" x="${edge}" y="${edge}" width="${side}" height="${side}" viewBox="${edge} ${edge} ${side} ${side}" patternUnits="userSpaceOnUse">` +
        `<rect x="${edge}" y="${edge}" width="${side}" height="${side}" fill="${css(base)}"/><path d="${marks}" fill="${css(over)}"/></pattern>`,
    );
    return `url(#${id})`;
  }

  /** A clip path; use as `clip-path="…"`. */
  clip(shapes: string): string {
    const id = this.#id();
    this.#definitions.push(`<clipPath id="${id}">${shapes}</clipPath>`);
    return `url(#${id})`;
  }

  #id(): string {
    this.#next++;
    return `p${String(this.#next)}`;
  }
}

function stopList(stops: readonly Rgb[]): string {
  return stops
    .map((colour, i) => `<stop offset="${n(i / Math.max(1, stops.length - 1))}" stop-color="${css(colour)}"/>`)
    .join('');
}

export const rect = (x: number, y: number, w: number, h: number, fill: string, r = 0): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}"${r > 0 ? ` rx="${n(r)}"` : ''} fill="${fill}"/>`;
export const circle = (x: number, y: number, r: number, fill: string): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="${fill}"/>`;
export const ellipse = (x: number, y: number, rx: number, ry: number, fill: string): string =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"/>`;
export const path = (d: string, fill: string, extra = ''): string => `<path d="${d}" fill="${fill}"${extra}/>`;
export const stroke = (d: string, colour: string, width: number): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;
export const polygon = (points: readonly (readonly [number, number])[], fill: string): string =>
  `<polygon points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" fill="${fill}"/>`;
export const group = (body: string, attributes: string): string => `<g ${attributes}>${body}</g>`;

/** The corners of a star, or with `inner` = 1 of a regular polygon of twice the points. */
export function starPoints(x: number, y: number, points: number, outer: number, inner: number): [number, number][] {
  return Array.from({ length: points * 2 }, (_, i) => {
    const angle = (Math.PI * i) / points - Math.PI / 2;
    const r = i % 2 === 0 ? outer : inner;
    return [x + Math.cos(angle) * r, y + Math.sin(angle) * r];
  });
}

/** The corners of a regular polygon, the first one at the top. */
export function regularPoints(x: number, y: number, sides: number, r: number, turn = 0): [number, number][] {
  return Array.from({ length: sides }, (_, i) => {
    const angle = (2 * Math.PI * i) / sides - Math.PI / 2 + turn;
    return [x + Math.cos(angle) * r, y + Math.sin(angle) * r];
  });
}
