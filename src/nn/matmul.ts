import { add } from './elementwise.ts';
import { NnError } from './errors.ts';
import { reshape, sumTo, transposeLast } from './shaping.ts';
import { broadcastShape, elementCount, isStatic, showShape } from './value.ts';
import type { Value } from './value.ts';

/** Which operands of a 2-D product are taken transposed. */
interface Flips {
  readonly a?: boolean;
  readonly b?: boolean;
}

/** 2-D product with optional transposes and bias: [m, k] · [k, n] (+ [n]) → [m, n]. */
export function gemm(a: Value, b: Value, flips: Flips = {}, bias?: Value): Value {
  const [m, k] = flips.a === true ? a.shape.toReversed() : a.shape;
  const [k2, n] = flips.b === true ? b.shape.toReversed() : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || k !== k2)
    throw new NnError('shape-mismatch', `gemm cannot multiply ${showShape(a.shape)} and ${showShape(b.shape)}.`);
  const inputs = bias === undefined ? [a, b] : [a, b, bias];
  const attributes = { transA: { int: flips.a === true ? 1 : 0 }, transB: { int: flips.b === true ? 1 : 0 } };
  const y = a.graph.emit('Gemm', inputs, [m!, n!], { attributes });
  return a.graph.record(y, inputs, (g) => [
    () => (flips.a === true ? gemm(b, g, { a: flips.b === true, b: true }) : gemm(g, b, { b: flips.b !== true })),
    () => (flips.b === true ? gemm(g, a, { a: true, b: flips.a === true }) : gemm(a, g, { a: flips.a !== true })),
    () => sumTo(g, bias!.shape),
  ]);
}

/**
 * Product of the last two axes, the leading axes broadcast: […, m, k] · […, k, n] → […, m, n].
 * Transposes are nodes of their own: fused forms fall back to the CPU on the WebGPU provider.
 */
export function matmul(a: Value, b: Value): Value {
  const [m, k] = a.shape.slice(-2);
  const [k2, n] = b.shape.slice(-2);
  if (a.shape.length < 2 || b.shape.length < 2 || k !== k2)
    throw new NnError('shape-mismatch', `matmul cannot multiply ${showShape(a.shape)} and ${showShape(b.shape)}.`);
  const lead = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const y = a.graph.emit('MatMul', [a, b], [...lead, m!, n!]);
  return a.graph.record(y, [a, b], (g) => [
    () => sumTo(matmul(g, transposeLast(b)), a.shape),
    () => sumTo(matmul(transposeLast(a), g), b.shape),
  ]);
}

/** x · Wᵀ (+ bias) with a weight in PyTorch's layout: […, in] · [out, in]ᵀ → […, out]. */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  const [out, inner] = weight.shape;
  if (weight.shape.length !== 2 || x.shape.at(-1) !== inner)
    throw new NnError('shape-mismatch', `linear cannot apply ${showShape(weight.shape)} to ${showShape(x.shape)}.`);
  const lead = x.shape.slice(0, -1);
  if (!isStatic(lead)) {
    const y = matmul(x, transposeLast(weight));
    return bias === undefined ? y : add(y, bias);
  }
  const rows = reshape(x, [elementCount(lead), inner!]);
  return reshape(gemm(rows, weight, { b: true }, bias), [...lead, out!]);
}
