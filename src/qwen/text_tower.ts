import {
  add,
  attention,
  cast,
  concat,
  linear,
  mul,
  reshape,
  rmsNorm,
  rotary,
  silu,
  split,
  transpose,
} from '../nn/index.ts';
import type { Value } from '../nn/index.ts';
import type { QwenConfig, TextConfig } from './config.ts';
import type { WeightSource } from './weight_sources.ts';

/** Keys and values of one layer, [batch, kvHeads, length, headDim]; keys already turned by their positions. */
export interface KeyValue {
  readonly key: Value;
  readonly value: Value;
}

/** What the text tower works on. */
export interface TextInputs {
  /** [batch, sequence, d]: token embeddings with the image features already inserted. */
  readonly embeddings: Value;
  /** Cosine and sine of the rotation angles, [batch, sequence, 1, headDim/2]. */
  readonly cos: Value;
  readonly sin: Value;
  /** Added to attention scores, [batch or 1, 1, sequence, length]: 0 where a token may look, very negative elsewhere. */
  readonly mask: Value;
  /** Cached keys and values of earlier tokens, one per layer. */
  readonly past?: readonly KeyValue[];
  /** Name of the length of keys when it is known only at run time. */
  readonly lengthDim?: string;
}

/** What the text tower gives. */
export interface TextOutputs {
  /** After each decoder layer, before the final norm: [batch, sequence, d]. */
  readonly layers: readonly Value[];
  /** Keys and values of all tokens so far, one per layer. */
  readonly present: readonly KeyValue[];
}

/** Cosine and sine of the angles for positions [3, batch, sequence] (integers): [batch, sequence, 1, headDim/2] each. */
export function rotaryAngles(positions: Value, config: TextConfig): { readonly cos: Value; readonly sin: Value } {
  const { graph } = positions;
  const half = config.headDim / 2;
  const [batch, sequence] = positions.shape.slice(1);
  const [time, row, column] = config.mropeSection;
  const axes = [...Array<number>(time).fill(0), ...Array<number>(row).fill(1), ...Array<number>(column).fill(2)];
  const frequencies = Float32Array.from(axes, (_, j) => config.ropeTheta ** (-j / half));
  // [3, batch, sequence] → the axis that each frequency follows → [batch, sequence, 1, half]
  const chosen = graph.emit('Gather', [cast(positions, 'float32'), graph.ints(axes)], [half, batch!, sequence!], {
    attributes: { axis: { int: 0 } },
  });
  const angles = mul(
    reshape(transpose(chosen, [1, 2, 0]), [batch!, sequence!, 1, half]),
    graph.constant(frequencies, [half]),
  );
  return {
    cos: graph.emit('Cos', [angles], angles.shape),
    sin: graph.emit('Sin', [angles], angles.shape),
  };
}

/** The decoder layers of Qwen2.5-VL: pre-norm, grouped-query attention with 3-D rotary positions, SwiGLU. */
export function textTower(weight: WeightSource, config: QwenConfig, inputs: TextInputs): TextOutputs {
  const { text } = config;
  const layers: Value[] = [];
  const present: KeyValue[] = [];
  let hidden = inputs.embeddings;
  for (let layer = 0; layer < text.layers; layer++) {
    const at = `model.layers.${layer}`;
    const attended = selfAttention(weight, text, `${at}.self_attn`, inputs, inputs.past?.[layer], {
      hidden: rmsNorm(hidden, weight(`${at}.input_layernorm.weight`), text.rmsNormEps),
    });
    present.push(attended.present);
    hidden = add(hidden, attended.output);
    const normed = rmsNorm(hidden, weight(`${at}.post_attention_layernorm.weight`), text.rmsNormEps);
    hidden = add(hidden, gatedMlp(weight, `${at}.mlp`, normed));
    layers.push(hidden);
  }
  return { layers, present };
}

function selfAttention(
  weight: WeightSource,
  config: TextConfig,
  at: string,
  { cos, sin, mask, lengthDim }: TextInputs,
  past: KeyValue | undefined,
  { hidden }: { readonly hidden: Value },
): { readonly output: Value; readonly present: KeyValue } {
  const { heads, kvHeads, headDim } = config;
  const [batch, sequence] = hidden.shape;
  // One product for queries, keys and values; queries and keys are turned together.
  const parts = ['q_proj', 'k_proj', 'v_proj'];
  const joined = linear(
    hidden,
    concat(
      parts.map((part) => weight(`${at}.${part}.weight`)),
      0,
    ),
    concat(
      parts.map((part) => weight(`${at}.${part}.bias`)),
      0,
    ),
  );
  const [turning, still] = split(joined, -1, [(heads + kvHeads) * headDim, kvHeads * headDim]);
  const turned = rotary(reshape(turning!, [batch!, sequence!, heads + kvHeads, headDim]), cos, sin);
  const [queries, newKeys] = split(transpose(turned, [0, 2, 1, 3]), 1, [heads, kvHeads]);
  const newValues = transpose(reshape(still!, [batch!, sequence!, kvHeads, headDim]), [0, 2, 1, 3]);
  const key = past === undefined ? newKeys! : concat([past.key, newKeys!], 2, lengthDim);
  const value = past === undefined ? newValues : concat([past.value, newValues], 2, lengthDim);
  const mixed = attention(mul(queries!, headDim ** -0.5), key, value, { heads, mask });
  const perToken = transpose(mixed, [0, 2, 1, 3]);
  const output = linear(reshape(perToken, [batch!, sequence!, heads * headDim]), weight(`${at}.o_proj.weight`));
  return { output, present: { key, value } };
}

function gatedMlp(weight: WeightSource, at: string, x: Value): Value {
  const gate = silu(linear(x, weight(`${at}.gate_proj.weight`)));
  return linear(mul(gate, linear(x, weight(`${at}.up_proj.weight`))), weight(`${at}.down_proj.weight`));
}

/** The final norm: [..., d] → [..., d]. */
export function finalNorm(weight: WeightSource, config: QwenConfig, hidden: Value): Value {
  return rmsNorm(hidden, weight('model.norm.weight'), config.text.rmsNormEps);
}

/** Scores of every vocabulary entry from normalised hidden states: [..., d] → [..., vocabulary]. */
export function languageHead(weight: WeightSource, config: QwenConfig, normed: Value): Value {
  return linear(normed, weight(config.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight'));
}

/** A large negative number that float32 softmax turns into exactly zero, without the NaN of an infinite row. */
export const MASKED = -1e9;

/** The causal mask of a full sequence, a constant [1, 1, length, length]. */
export function causalMask(like: Value, length: number): Value {
  const table = new Float32Array(length * length);
  for (let row = 0; row < length; row++) table.fill(MASKED, row * length + row + 1, (row + 1) * length);
  return like.graph.constant(table, [1, 1, length, length]);
}
