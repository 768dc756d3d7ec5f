import type { Span } from '../../src/trace/types.ts';

/** A stretch of text between two neighbouring mark borders, with every mark that covers it. */
export interface Fragment<M extends Span> extends Span {
  readonly marks: readonly M[];
}

/**
 * Cuts `[start, end)` at the borders of the marks, so that overlapping marks can be drawn without nesting. The fragments
 * cover the stretch without gaps; marks outside it and empty marks are left out.
 */
export function cutFragments<M extends Span>(start: number, end: number, marks: readonly M[]): readonly Fragment<M>[] {
  const inside = marks.filter((mark) => mark.start < end && mark.end > start && mark.end > mark.start);
  const borders = new Set([start, end]);
  for (const mark of inside) {
    borders.add(Math.max(start, mark.start));
    borders.add(Math.min(end, mark.end));
  }
  const places = [...borders].sort((a, b) => a - b);
  const fragments: Fragment<M>[] = [];
  for (let i = 0; i + 1 < places.length; i++) {
    const from = places[i] ?? start;
    const to = places[i + 1] ?? end;
    fragments.push({
      start: from,
      end: to,
      marks: inside.filter((mark) => mark.start <= from && mark.end >= to),
    });
  }
  return fragments;
}

/**
 * The index of the step that a place in the text belongs to: the one that holds it, else the last one before it, else
 * the first. Null when there are no steps. Steps are in the order of the text.
 */
export function stepAt(steps: readonly Span[], place: number): number | null {
  if (steps.length === 0) return null;
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((steps[middle]?.start ?? Infinity) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
