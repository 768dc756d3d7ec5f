import { NnError } from './errors.ts';
import type { Graph } from './graph.ts';

/** Element types that graphs, sessions and weight files share. */
export type DType = 'float32' | 'float16' | 'int64' | 'int32' | 'bool' | 'uint8';

/** A dimension: a number, or the name of one that is known only when the graph runs. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** A tensor inside a graph: a name, what it holds, and its shape. */
export interface Value {
  readonly graph: Graph;
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** The shape as text, for messages: `[2, batch, 64]`. */
export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** The shape as numbers. Throws `shape-mismatch` when a dimension is only known at run time. */
export function staticShape(shape: Shape): readonly number[] {
  return shape.map((dim) => {
    if (typeof dim === 'string')
      throw new NnError('shape-mismatch', `The shape ${showShape(shape)} must be known when the graph is built.`);
    return dim;
  });
}

/** True when no dimension waits for the run. */
export function isStatic(shape: Shape): shape is readonly number[] {
  return shape.every((dim) => typeof dim === 'number');
}

/** Number of elements of a shape that is known. */
export function elementCount(shape: Shape): number {
  return staticShape(shape).reduce((product, dim) => product * dim, 1);
}

/** True when both shapes have the same dimensions. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** An axis counted from the front; negative axes count from the back. */
export function frontAxis(axis: number, rank: number): number {
  const front = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(front) || front < 0 || front >= rank)
    throw new NnError('shape-mismatch', `Axis ${axis} does not exist in a tensor of rank ${rank}.`);
  return front;
}

/** The shape that broadcasting gives (NumPy's rule). Throws `shape-mismatch`. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw new NnError('shape-mismatch', `The shapes ${showShape(a)} and ${showShape(b)} do not broadcast.`);
  });
}
