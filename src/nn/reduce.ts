import { add, div, exp, log, mul, sqrt, sub } from './elementwise.ts';
import { expand, reshape, sumTo } from './shaping.ts';
import { frontAxis, staticShape } from './value.ts';
import type { Value } from './value.ts';

/** Which axes to reduce (all when not told) and whether they stay with size 1. */
export interface ReduceOptions {
  readonly axes?: readonly number[];
  readonly keep?: boolean;
}

interface Plan {
  readonly axes: readonly number[];
  readonly kept: Value['shape'];
  readonly shape: Value['shape'];
}

function plan(x: Value, options: ReduceOptions): Plan {
  const axes = options.axes?.map((axis) => frontAxis(axis, x.shape.length)) ?? x.shape.map((_, i) => i);
  const kept = x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim));
  return { axes, kept, shape: options.keep === true ? kept : x.shape.filter((_, i) => !axes.includes(i)) };
}

function emitReduce(op: string, x: Value, p: Plan): Value {
  const keepdims = { int: p.shape === p.kept ? 1 : 0 };
  return x.graph.emit(op, [x, x.graph.ints(p.axes)], p.shape, { attributes: { keepdims } });
}

/** Sum over axes. */
export function reduceSum(x: Value, options: ReduceOptions = {}): Value {
  const p = plan(x, options);
  return x.graph.record(emitReduce('ReduceSum', x, p), [x], (g) => [
    () => expand(reshape(g, p.kept), staticShape(x.shape)),
  ]);
}

/** Mean over axes. */
export function reduceMean(x: Value, options: ReduceOptions = {}): Value {
  const p = plan(x, options);
  return x.graph.record(emitReduce('ReduceMean', x, p), [x], (g) => [
    () => {
      const shape = staticShape(x.shape);
      const count = p.axes.reduce((product, axis) => product * shape[axis]!, 1);
      return expand(reshape(mul(g, 1 / count), p.kept), shape);
    },
  ]);
}

/** Largest element over axes; no gradient flows through it (it only serves to keep exponentials in range). */
export function reduceMax(x: Value, options: ReduceOptions = {}): Value {
  return emitReduce('ReduceMax', x, plan(x, options));
}

/** Softmax over the last axis. */
export function softmax(x: Value): Value {
  const y = x.graph.emit('Softmax', [x], x.shape, { attributes: { axis: { int: -1 } } });
  return x.graph.record(y, [x], (g) => [
    () => {
      const weighted = mul(g, y);
      return sub(weighted, mul(y, reduceSum(weighted, { axes: [-1], keep: true })));
    },
  ]);
}

/** log softmax over the last axis, written out: the ONNX operation of that name has no WebGPU kernel. */
export function logSoftmax(x: Value): Value {
  const shifted = x.graph.emit('Sub', [x, reduceMax(x, { axes: [-1], keep: true })], x.shape);
  const total = log(reduceSum(exp(shifted), { axes: [-1], keep: true }));
  const y = x.graph.emit('Sub', [shifted, total], x.shape);
  return x.graph.record(y, [x], (g) => [() => sub(g, mul(exp(y), reduceSum(g, { axes: [-1], keep: true })))]);
}

/** x / √(mean(x²) + ε) · weight over the last axis (Zhang and Sennrich 2019). */
export function rmsNorm(x: Value, weight: Value, epsilon: number): Value {
  const { graph } = x;
  const meanSquare = reduceMean(mul(x, x), { axes: [-1], keep: true });
  const inverse = div(1, sqrt(add(meanSquare, epsilon)));
  const unit = mul(x, inverse);
  const y = graph.emit('Mul', [unit, weight], x.shape);
  return graph.record(y, [x, weight], (g) => [
    () => {
      const scaled = mul(g, weight);
      const along = reduceMean(mul(scaled, unit), { axes: [-1], keep: true });
      return mul(sub(scaled, mul(unit, along)), inverse);
    },
    () => sumTo(mul(g, unit), weight.shape),
  ]);
}

/** (x − mean) / √(variance + ε) · weight + bias over the last axis. */
export function layerNorm(x: Value, weight: Value, bias: Value, epsilon: number): Value {
  const centred = sub(x, reduceMean(x, { axes: [-1], keep: true }));
  const variance = reduceMean(mul(centred, centred), { axes: [-1], keep: true });
  return add(mul(div(centred, sqrt(add(variance, epsilon))), weight), bias);
}
