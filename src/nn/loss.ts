import { add, exp, mul, neg } from './elementwise.ts';
import { NnError } from './errors.ts';
import { pick } from './indexing.ts';
import { logSoftmax, reduceSum } from './reduce.ts';
import { reshape, stopGradient } from './shaping.ts';
import { showShape } from './value.ts';
import type { Value } from './value.ts';

/** The loss and what it was made of. */
export interface TokenCrossEntropy {
  /** Σ wᵢ · −log p(targetᵢ), a scalar. */
  readonly loss: Value;
  /** log p(targetᵢ), [n]. Differentiable by itself; the loss above takes a shorter way back. */
  readonly logProbs: Value;
}

/**
 * Weighted cross entropy of next tokens.
 * @param logits [n, vocabulary]
 * @param targets integers [n]
 * @param weights [n]; zero switches a token off, and the caller chooses the mean (1/n, or advantage/length)
 */
export function tokenCrossEntropy(logits: Value, targets: Value, weights: Value): TokenCrossEntropy {
  const { graph } = logits;
  const [n, vocabulary] = logits.shape;
  if (logits.shape.length !== 2 || targets.shape[0] !== n || weights.shape[0] !== n)
    throw new NnError(
      'shape-mismatch',
      `Cross entropy of logits ${showShape(logits.shape)} cannot take targets ${showShape(targets.shape)} and weights ${showShape(weights.shape)}.`,
    );
  const logSoft = logSoftmax(logits);
  const logProbs = pick(logSoft, targets);
  const loss = stopGradient(neg(reduceSum(mul(logProbs, weights))));
  graph.record(loss, [logits], (g) => [
    () => {
      // wᵢ·(pᵢ − onehot(targetᵢ)) in one scatter instead of differentiating the log softmax.
      const column = reshape(mul(weights, g), [n!, 1]);
      const attributes = { axis: { int: 1 }, reduction: { string: 'add' } };
      const inputs = [mul(exp(logSoft), column), reshape(targets, [n!, 1]), neg(column)];
      return graph.emit('ScatterElements', inputs, [n!, vocabulary!], { attributes });
    },
  ]);
  return { loss, logProbs };
}

/** Sum of several scalars, such as the losses of several heads. */
export function total(losses: readonly Value[]): Value {
  const [first, ...rest] = losses;
  if (first === undefined) throw new NnError('shape-mismatch', 'total needs at least one loss.');
  return rest.reduce((sum, loss) => add(sum, loss), first);
}
