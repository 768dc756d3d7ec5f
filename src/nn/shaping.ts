import { NnError } from './errors.ts';
import { elementCount, frontAxis, isStatic, sameShape, showShape, staticShape } from './value.ts';
import type { Dim, Shape, Value } from './value.ts';

/**
 * The same elements in another shape. A dimension known only at run time must stand at the same place in both
 * shapes, or be the only such one that moves.
 */
export function reshape(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  if (isStatic(x.shape) && isStatic(shape) && elementCount(x.shape) !== elementCount(shape))
    throw new NnError('shape-mismatch', `${showShape(x.shape)} cannot be reshaped to ${showShape(shape)}.`);
  const moving = shape.filter((dim, i) => typeof dim === 'string' && dim !== x.shape[i]);
  if (moving.length > 1)
    throw new NnError('shape-mismatch', `${showShape(x.shape)} to ${showShape(shape)} is ambiguous at run time.`);
  // In ONNX 0 copies the dimension at that place and -1 takes what is left over.
  const target = shape.map((dim, i) => (typeof dim === 'number' ? dim : dim === x.shape[i] ? 0 : -1));
  const y = x.graph.emit('Reshape', [x, x.graph.ints(target)], shape);
  return x.graph.record(y, [x], (g) => [() => reshape(g, x.shape)]);
}

/** Axes in another order. */
export function transpose(x: Value, order: readonly number[]): Value {
  const y = x.graph.emit(
    'Transpose',
    [x],
    order.map((axis) => x.shape[axis]!),
    { attributes: { perm: { ints: order } } },
  );
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return x.graph.record(y, [x], (g) => [() => transpose(g, inverse)]);
}

/** The last two axes exchanged. */
export function transposeLast(x: Value): Value {
  const order = x.shape.map((_, i) => i);
  order.push(...order.splice(-2).reverse());
  return transpose(x, order);
}

/** Values side by side along an axis; the other dimensions must be equal. */
export function concat(values: readonly Value[], axis: number, joinedDim?: Dim): Value {
  const first = values[0];
  if (first === undefined) throw new NnError('shape-mismatch', 'concat needs at least one value.');
  if (values.length === 1) return first;
  const at = frontAxis(axis, first.shape.length);
  for (const value of values)
    if (!sameShape(value.shape.toSpliced(at, 1), first.shape.toSpliced(at, 1)))
      throw new NnError(
        'shape-mismatch',
        `concat cannot join ${showShape(first.shape)} and ${showShape(value.shape)}.`,
      );
  const sizes = values.map((value) => value.shape[at]!);
  const joined =
    joinedDim ?? (isStatic(sizes) ? staticShape(sizes).reduce((sum, size) => sum + size, 0) : sizes.join('+'));
  const y = first.graph.emit('Concat', values, first.shape.with(at, joined), { attributes: { axis: { int: at } } });
  return first.graph.record(y, values, (g) => {
    const numbers = staticShape(sizes);
    return values.map((_, i) => () => {
      const start = numbers.slice(0, i).reduce((sum, size) => sum + size, 0);
      return slice(g, at, start, start + numbers[i]!);
    });
  });
}

/** Elements start ≤ i < end of one axis. */
export function slice(x: Value, axis: number, start: number, end: number): Value {
  const { graph } = x;
  const at = frontAxis(axis, x.shape.length);
  const size = x.shape[at]!;
  if (start < 0 || end <= start || (typeof size === 'number' && end > size))
    throw new NnError('shape-mismatch', `slice ${start}..${end} is outside ${showShape(x.shape)} on axis ${at}.`);
  const inputs = [x, graph.ints([start]), graph.ints([end]), graph.ints([at])];
  const y = graph.emit('Slice', inputs, x.shape.with(at, end - start));
  return graph.record(y, [x], (g) => [
    () => {
      const parts: Value[] = [];
      const full = staticShape(x.shape);
      if (start > 0) parts.push(zeros(x, full.with(at, start)));
      parts.push(g);
      if (end < full[at]!) parts.push(zeros(x, full.with(at, full[at]! - end)));
      return concat(parts, at);
    },
  ]);
}

/** Cuts an axis into parts of the given sizes. */
export function split(x: Value, axis: number, sizes: readonly number[]): readonly Value[] {
  const { graph } = x;
  const at = frontAxis(axis, x.shape.length);
  if (sizes.reduce((sum, size) => sum + size, 0) !== x.shape[at])
    throw new NnError(
      'shape-mismatch',
      `split ${showShape(sizes)} does not cover axis ${at} of ${showShape(x.shape)}.`,
    );
  const shapes = sizes.map((size) => x.shape.with(at, size));
  const parts = graph.emitMany('Split', [x, graph.ints(sizes)], shapes, { attributes: { axis: { int: at } } });
  graph.recordMany({
    outputs: parts,
    inputs: [x],
    backward: (gs) => [
      () =>
        concat(
          gs.map((g, i) => g ?? zeros(x, staticShape(shapes[i]!))),
          at,
        ),
    ],
  });
  return parts;
}

/** Repeats dimensions of size 1 up to the given shape. */
export function expand(x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  const y = x.graph.emit('Expand', [x, x.graph.ints(shape)], shape);
  return x.graph.record(y, [x], (g) => [() => sumTo(g, x.shape)]);
}

/** A float32 table of zeros in the graph of `like`. */
export function zeros(like: Value, shape: readonly number[]): Value {
  const { graph } = like;
  const value = { name: 'zero', dtype: 'float32' as const, shape: [1], data: Float32Array.of(0) };
  return graph.emit('ConstantOfShape', [graph.ints(shape)], shape, {
    dtype: 'float32',
    attributes: { value: { tensor: value } },
  });
}

/** The same value, through which no gradient flows. */
export function stopGradient(x: Value): Value {
  return x.graph.emit('Identity', [x], x.shape);
}

/** Undoes broadcasting: sums a gradient over the axes along which a value of the given shape was repeated. */
export function sumTo(g: Value, shape: Shape): Value {
  if (sameShape(g.shape, shape)) return g;
  const lead = g.shape.length - shape.length;
  const axes = g.shape.flatMap((dim, i) => (i < lead || (shape[i - lead] === 1 && dim !== 1) ? [i] : []));
  if (axes.length === 0) return reshape(g, shape);
  const kept = g.shape.map((dim, i) => (axes.includes(i) ? 1 : dim));
  const sum = g.graph.emit('ReduceSum', [g, g.graph.ints(axes)], kept, { attributes: { keepdims: { int: 1 } } });
  return reshape(sum, shape);
}
