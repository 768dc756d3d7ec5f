import { NnError } from './errors.ts';
import { expand, reshape, zeros } from './shaping.ts';
import { showShape, staticShape } from './value.ts';
import type { Value } from './value.ts';

/** Rows of a table by index (embedding): [rows, d] and integers […] → […, d]. */
export function gather(table: Value, indices: Value): Value {
  const { graph } = table;
  const d = table.shape[1];
  if (table.shape.length !== 2 || d === undefined)
    throw new NnError('shape-mismatch', `gather takes rows of a table, not of ${showShape(table.shape)}.`);
  const y = graph.emit('Gather', [table, indices], [...indices.shape, d], { attributes: { axis: { int: 0 } } });
  return graph.record(y, [table], (g) => [() => scatterRows(g, indices, staticShape(table.shape))]);
}

/**
 * Adds rows into a table of zeros: the transpose of `gather`. ScatterElements, never ScatterND: with repeated
 * indices and two threads the latter loses additions on the CPU provider.
 */
function scatterRows(rows: Value, indices: Value, shape: readonly number[]): Value {
  const { graph } = rows;
  const d = shape[1]!;
  const count = staticShape(indices.shape).reduce((product, dim) => product * dim, 1);
  const spread = expand(reshape(indices, [count, 1]), [count, d]);
  const attributes = { axis: { int: 0 }, reduction: { string: 'add' } };
  return graph.emit('ScatterElements', [zeros(rows, shape), spread, reshape(rows, [count, d])], shape, { attributes });
}

/** One element of each row: [n, classes] and integers [n] → [n]. */
export function pick(x: Value, indices: Value): Value {
  const { graph } = x;
  const [n, classes] = staticShape(x.shape);
  if (x.shape.length !== 2 || n === undefined || classes === undefined || indices.shape[0] !== n)
    throw new NnError('shape-mismatch', `pick cannot take ${showShape(indices.shape)} of ${showShape(x.shape)}.`);
  const column = reshape(indices, [n, 1]);
  const taken = graph.emit('GatherElements', [x, column], [n, 1], { attributes: { axis: { int: 1 } } });
  const y = graph.record(taken, [x], (g) => [
    () => {
      const attributes = { axis: { int: 1 }, reduction: { string: 'add' } };
      return graph.emit('ScatterElements', [zeros(g, [n, classes]), column, g], [n, classes], { attributes });
    },
  ]);
  return reshape(y, [n]);
}
