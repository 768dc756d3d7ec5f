import { add, mul, sub } from './elementwise.ts';
import { concat, split } from './shaping.ts';
import type { Value } from './value.ts';

/**
 * Rotary positions (Su et al. 2021) in the half-split form of the Llama family: the pair (x₁, x₂) of the first and
 * second half of the last axis turns by an angle.
 * @param x […, heads, d]
 * @param cos, sin of the angles, [… broadcast …, d/2]; they are taken as constants
 */
export function rotary(x: Value, cos: Value, sin: Value): Value {
  return turn(x, cos, sin, 1);
}

function turn(x: Value, cos: Value, sin: Value, direction: 1 | -1): Value {
  const { graph } = x;
  const d = x.shape.at(-1);
  if (typeof d !== 'number') throw new TypeError('rotary needs to know the size of a head.');
  const [first, second] = split(x, -1, [d / 2, d / 2]);
  const [plus, minus] = direction === 1 ? [add, sub] : [sub, add];
  const y = concat([minus(mul(first!, cos), mul(second!, sin)), plus(mul(second!, cos), mul(first!, sin))], -1);
  // A rotation is undone by its transpose, so the gradient turns back; the parts above need no gradients of theirs.
  const out = graph.emit('Identity', [y], y.shape);
  return graph.record(out, [x], (g) => [() => turn(g, cos, sin, direction === 1 ? -1 : 1)]);
}
