import { Graph, cast, gather, range, reshape, sizeOf, where } from '../nn/index.ts';
import type { Value, Weights } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { MASKED, finalNorm, languageHead, rotaryAngles, textTower } from './text_tower.ts';
import type { KeyValue } from './text_tower.ts';
import { storedWeights } from './weight_sources.ts';
import type { WeightStorage } from './weight_sources.ts';

/** input_ids int64 [batch, sequence] → inputs_embeds [batch, sequence, d]. */
export function embedTokensGraph(config: QwenConfig, weights: Weights, storage: WeightStorage): Uint8Array {
  const graph = new Graph('embed_tokens');
  const ids = graph.input('input_ids', 'int64', ['batch', 'sequence']);
  graph.output('inputs_embeds', gather(storedWeights(graph, weights, storage)('model.embed_tokens.weight'), ids));
  return graph.toOnnx();
}

/**
 * The decoder in the layout of transformers.js: inputs_embeds, attention_mask [batch, past + sequence], position_ids
 * [3, batch, sequence], num_logits_to_keep (0 keeps all), past_key_values.N.{key,value} [batch, kvHeads, past, headDim]
 * → logits [batch, kept, vocabulary], present.N.{key,value}. An empty past has length 0.
 * @param hiddenStates also gives `hidden.N` after each layer
 */
export function decoderGraph(
  config: QwenConfig,
  weights: Weights,
  storage: WeightStorage,
  options: { readonly hiddenStates?: boolean } = {},
): Uint8Array {
  const { text } = config;
  const graph = new Graph('decoder_model_merged');
  const weight = storedWeights(graph, weights, storage);
  const embeddings = graph.input('inputs_embeds', 'float32', ['batch', 'sequence', text.hiddenSize]);
  const attentionMask = graph.input('attention_mask', 'int64', ['batch', 'total']);
  const positions = graph.input('position_ids', 'int64', [3, 'batch', 'sequence']);
  const keep = graph.input('num_logits_to_keep', 'int64', []);
  const cacheShape = ['batch', text.kvHeads, 'past', text.headDim];
  const past = Array.from({ length: text.layers }, (_, layer): KeyValue => ({
    key: graph.input(`past_key_values.${layer}.key`, 'float32', cacheShape),
    value: graph.input(`past_key_values.${layer}.value`, 'float32', cacheShape),
  }));
  const { layers, present } = textTower(weight, config, {
    embeddings,
    ...rotaryAngles(positions, text),
    mask: cachedCausalMask(attentionMask, embeddings),
    past,
    lengthDim: 'total',
  });
  // Slicing from −0 keeps everything, which is just what 0 asks for.
  const from = reshape(graph.emit('Neg', [keep], []), [1]);
  const last = graph.emit(
    'Slice',
    [layers.at(-1)!, from, graph.ints([Number.MAX_SAFE_INTEGER]), graph.ints([1])],
    ['batch', 'kept', text.hiddenSize],
  );
  graph.output('logits', languageHead(weight, config, finalNorm(weight, config, last)));
  present.forEach(({ key, value }, layer) => {
    graph.output(`present.${layer}.key`, key);
    graph.output(`present.${layer}.value`, value);
  });
  if (options.hiddenStates === true) layers.forEach((hidden, layer) => graph.output(`hidden.${layer}`, hidden));
  return graph.toOnnx();
}

/** [batch, 1, sequence, total]: a token sees earlier tokens and itself, and never padding. */
function cachedCausalMask(attentionMask: Value, embeddings: Value): Value {
  const { graph } = attentionMask;
  const total = sizeOf(attentionMask, 1);
  const start = graph.emit('Sub', [total, sizeOf(embeddings, 1)], []);
  const rows = graph.emit('Unsqueeze', [range(start, total, 'sequence'), graph.ints([1])], ['sequence', 1]);
  const causal = graph.emit('LessOrEqual', [range(graph.ints(0), total, 'total'), rows], ['sequence', 'total'], {
    dtype: 'bool',
  });
  const present = graph.emit('Unsqueeze', [cast(attentionMask, 'bool'), graph.ints([1, 2])], ['batch', 1, 1, 'total']);
  const allowed = graph.emit('And', [causal, present], ['batch', 1, 'sequence', 'total'], { dtype: 'bool' });
  return where(allowed, graph.scalar(0), graph.scalar(MASKED));
}
