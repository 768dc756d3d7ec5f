/**
 * The view's icons, drawn on a 16 × 16 grid with strokes in the text's colour. Each role has a shape of its own, so that
 * none is told by colour alone.
 */
const PATHS = {
  // Roles of a step.
  visual:
    'M1.5 8s2.4-4.2 6.5-4.2S14.5 8 14.5 8s-2.4 4.2-6.5 4.2S1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  fact: 'M8 1.8 14.2 8 8 14.2 1.8 8z',
  contradiction: 'M3 6h10M3 10h10M10.5 2.8l-5 10.4',
  pivot: 'M2.5 4.5h6a3.5 3.5 0 0 1 0 7H4M6.5 9 4 11.5 6.5 14',
  rejection: 'M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4',
  commitment: 'M2.5 8.6l3.6 3.6 7.4-8',
  irrelevance: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM4.1 11.9l7.8-7.8',
  hop: 'M1.8 8h12M9.8 4l4 4-4 4M1.8 5.4v5.2',
  // Actions.
  stop: 'M4 4h8v8H4z',
  run: 'M4.5 2.8l8 5.2-8 5.2z',
  judge: 'M8 2.2v11.6M4.8 13.8h6.4M3 4.4h10M3 4.4 1.2 9h3.6zM13 4.4 11.2 9h3.6z',
  reward: 'M2 13.5h12M3.8 13.5V9M8 13.5v-11M12.2 13.5V6',
  text: 'M3.5 1.8h6l3 3v9.4h-9zM9.5 1.8v3h3M5.8 8h4.4M5.8 10.8h4.4',
  addFact: 'M7.2 2.2 13 8l-5.8 5.8L1.4 8zM13.4 1.4v4M11.4 3.4h4',
  edit: 'M2.5 13.5l.8-3.2 7.6-7.6 2.4 2.4-7.6 7.6zM9.4 4.2l2.4 2.4',
  compare: 'M2 3h4.6v10H2zM9.4 3H14v10H9.4zM8 1.4v13.2',
  close: 'M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4',
  // States.
  warning: 'M8 2.2 14.6 13.6H1.4zM8 6.6v3.2M8 11.4v.6',
  info: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.2v4M8 4.6v.6',
  error: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.8v4M8 10.8v.6',
  good: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.2 8.2l2 2 3.6-4',
  bad: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  up: 'M3.5 10 8 5.5l4.5 4.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  enlarge: 'M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9',
  image: 'M1.8 3h12.4v10H1.8zM1.8 11l3.6-3.4 3 2.8 2.2-2 3.6 3.2M10.6 5.4v.8',
  arrow: 'M2.5 8h11M9.5 4l4 4-4 4',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** An icon that screen readers pass over; the words beside it say what it means. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.appendChild(path);
  return svg;
}
