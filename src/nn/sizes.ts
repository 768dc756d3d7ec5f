import { reshape } from './shaping.ts';
import type { Value } from './value.ts';

/** The size of one axis as an int64 scalar, for graphs whose dimensions are known only at run time. */
export function sizeOf(x: Value, axis: number): Value {
  const size = x.graph.emit('Shape', [x], [1], {
    dtype: 'int64',
    attributes: { start: { int: axis }, end: { int: axis + 1 } },
  });
  return reshape(size, []);
}

/** from, from + 1 … to − 1 as int64; `dim` names how many that are. */
export function range(from: Value, to: Value, dim: string): Value {
  return to.graph.emit('Range', [from, to, to.graph.ints(1)], [dim], { dtype: 'int64' });
}
