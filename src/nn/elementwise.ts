import { sumTo } from './shaping.ts';
import { broadcastShape } from './value.ts';
import type { DType, Value } from './value.ts';

/** A value, or a plain number that stands for a scalar constant. */
export type Operand = Value | number;

function operands(a: Operand, b: Operand): readonly [Value, Value] {
  if (typeof a !== 'number') return [a, typeof b === 'number' ? a.graph.scalar(b) : b];
  if (typeof b !== 'number') return [b.graph.scalar(a), b];
  throw new TypeError('An operation needs at least one value of a graph.');
}

function binary(op: string, a: Value, b: Value): Value {
  return a.graph.emit(op, [a, b], broadcastShape(a.shape, b.shape));
}

/** a + b with broadcasting. */
export function add(left: Operand, right: Operand): Value {
  const [a, b] = operands(left, right);
  return a.graph.record(binary('Add', a, b), [a, b], (g) => [() => sumTo(g, a.shape), () => sumTo(g, b.shape)]);
}

/** a − b with broadcasting. */
export function sub(left: Operand, right: Operand): Value {
  const [a, b] = operands(left, right);
  return a.graph.record(binary('Sub', a, b), [a, b], (g) => [() => sumTo(g, a.shape), () => sumTo(neg(g), b.shape)]);
}

/** a · b with broadcasting. */
export function mul(left: Operand, right: Operand): Value {
  const [a, b] = operands(left, right);
  return a.graph.record(binary('Mul', a, b), [a, b], (g) => [
    () => sumTo(mul(g, b), a.shape),
    () => sumTo(mul(g, a), b.shape),
  ]);
}

/** a / b with broadcasting. */
export function div(left: Operand, right: Operand): Value {
  const [a, b] = operands(left, right);
  const y = binary('Div', a, b);
  return a.graph.record(y, [a, b], (g) => [
    () => sumTo(div(g, b), a.shape),
    () => sumTo(neg(div(mul(g, y), b)), b.shape),
  ]);
}

/** The smaller of a and b; where they are equal the gradient goes to a. */
export function minimum(left: Operand, right: Operand): Value {
  const [a, b] = operands(left, right);
  return where(lessOrEqual(a, b), a, b);
}

/** The larger of a and b; where they are equal the gradient goes to a. */
export function maximum(left: Operand, right: Operand): Value {
  const [a, b] = operands(left, right);
  return where(lessOrEqual(b, a), a, b);
}

/** x held between low and high; outside, its gradient is zero. */
export function clip(x: Value, low: number, high: number): Value {
  return minimum(maximum(x, low), high);
}

/** True where a ≤ b (bool, not differentiable). */
export function lessOrEqual(left: Operand, right: Operand): Value {
  const [a, b] = operands(left, right);
  return a.graph.emit('LessOrEqual', [a, b], broadcastShape(a.shape, b.shape), { dtype: 'bool' });
}

/** True where a = b (bool, not differentiable). */
export function equal(left: Operand, right: Operand): Value {
  const [a, b] = operands(left, right);
  return a.graph.emit('Equal', [a, b], broadcastShape(a.shape, b.shape), { dtype: 'bool' });
}

/** a where the condition holds, else b, with broadcasting. */
export function where(condition: Value, a: Value, b: Value): Value {
  const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
  const y = condition.graph.emit('Where', [condition, a, b], shape, { dtype: a.dtype });
  const none = (g: Value): Value => g.graph.scalar(0);
  return y.graph.record(y, [a, b], (g) => [
    () => sumTo(where(condition, g, none(g)), a.shape),
    () => sumTo(where(condition, none(g), g), b.shape),
  ]);
}

/** The same numbers in another element type (no gradient flows through it). */
export function cast(x: Value, dtype: DType): Value {
  if (x.dtype === dtype) return x;
  const onnxType = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
  return x.graph.emit('Cast', [x], x.shape, { dtype, attributes: { to: { int: onnxType[dtype] } } });
}

function unary(op: string, x: Value): Value {
  return x.graph.emit(op, [x], x.shape);
}

/** −x. */
export function neg(x: Value): Value {
  return x.graph.record(unary('Neg', x), [x], (g) => [() => neg(g)]);
}

/** eˣ. */
export function exp(x: Value): Value {
  const y = unary('Exp', x);
  return x.graph.record(y, [x], (g) => [() => mul(g, y)]);
}

/** Natural logarithm. */
export function log(x: Value): Value {
  return x.graph.record(unary('Log', x), [x], (g) => [() => div(g, x)]);
}

/** Square root. */
export function sqrt(x: Value): Value {
  const y = unary('Sqrt', x);
  return x.graph.record(y, [x], (g) => [() => div(mul(g, 0.5), y)]);
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: Value): Value {
  const y = unary('Sigmoid', x);
  return x.graph.record(y, [x], (g) => [() => mul(g, mul(y, sub(1, y)))]);
}

/** Hyperbolic tangent. */
export function tanh(x: Value): Value {
  const y = unary('Tanh', x);
  return x.graph.record(y, [x], (g) => [() => mul(g, sub(1, mul(y, y)))]);
}

/** Gauss error function. */
export function erf(x: Value): Value {
  return x.graph.record(unary('Erf', x), [x], (g) => [() => mul(g, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x)))))]);
}

/** x · σ(x), the gate of SwiGLU. */
export function silu(x: Value): Value {
  const s = unary('Sigmoid', x);
  const y = binary('Mul', x, s);
  // d/dx x·σ(x) = σ + y·(1 − σ)
  return x.graph.record(y, [x], (g) => [() => mul(g, add(s, mul(y, sub(1, s))))]);
}

/** x · Φ(x) with the exact normal distribution (PyTorch's default GELU). */
export function gelu(x: Value): Value {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}

/** GELU with PyTorch's tanh approximation, as SigLIP uses it. */
export function geluTanh(x: Value): Value {
  const inner = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(x, mul(x, x)))));
  return mul(mul(x, 0.5), add(tanh(inner), 1));
}
