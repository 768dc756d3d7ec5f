import { add, mul, sub } from './elementwise.ts';
import { NnError } from './errors.ts';
import { matmul } from './matmul.ts';
import { reduceSum, softmax } from './reduce.ts';
import { reshape, stopGradient, transposeLast } from './shaping.ts';
import { showShape } from './value.ts';
import type { Dim, Value } from './value.ts';

/** What attention needs to know beside its operands. */
export interface AttentionOptions {
  /** Query heads, a multiple of the key heads. */
  readonly heads: number;
  /** Added to the scores, [batch or 1, 1, sequence, length]; it takes no gradient. */
  readonly mask: Value | undefined;
}

/**
 * softmax(q·kᵀ + mask)·v with grouped heads (Ainslie et al. 2023). The query heads of one group stand below each other
 * as rows, so that keys and values are never repeated.
 * @param query [batch, heads, sequence, d], already scaled
 * @param key, value [batch, keyHeads, length, d]
 * @returns [batch, heads, sequence, d]
 */
export function attention(query: Value, key: Value, value: Value, { heads, mask }: AttentionOptions): Value {
  const [batch, queryHeads, sequence, d] = query.shape;
  const [, keyHeads, length] = key.shape;
  if (queryHeads !== heads || typeof keyHeads !== 'number' || heads % keyHeads !== 0)
    throw new NnError('shape-mismatch', `attention cannot group ${showShape(query.shape)} by ${showShape(key.shape)}.`);
  const group = heads / keyHeads;
  const rows: Dim = typeof sequence === 'number' ? group * sequence : `${group}*${sequence}`;
  const q = reshape(query, [batch!, keyHeads, rows, d!]);
  const scores = reshape(matmul(q, transposeLast(key)), [batch!, heads, sequence!, length!]);
  const perHead = softmax(mask === undefined ? scores : add(scores, mask));
  const p = reshape(perHead, [batch!, keyHeads, rows, length!]);
  const mixed = stopGradient(matmul(p, value));
  query.graph.record(mixed, [q, key, value], (g) => {
    let shared: Value | undefined;
    // Through the softmax: p∘(g·vᵀ − rowsum(g∘output)). The row sum over d numbers equals the one over `length` numbers
    // that the softmax's own rule would take (Dao et al. 2022, appendix B.2), and saves two passes over the scores.
    const scoreGradient = (): Value =>
      (shared ??= mul(p, sub(matmul(g, transposeLast(value)), reduceSum(mul(g, mixed), { axes: [-1], keep: true }))));
    return [
      () => matmul(scoreGradient(), key),
      () => matmul(transposeLast(scoreGradient()), q),
      () => matmul(transposeLast(p), g),
    ];
  });
  return reshape(mixed, [batch!, heads, sequence!, d!]);
}
