import { Graph, cast, concat, gather, mul, reshape, toHalf, where } from '../nn/index.ts';
import type { Value, Weights } from '../nn/index.ts';
import { requireWeight } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { MASKED, finalNorm, languageHead, rotaryAngles, textTower } from './text_tower.ts';
import type { KeyValue } from './text_tower.ts';
import { VISION_ROPE_THETA } from './vision_layout.ts';
import { visionTower } from './vision_tower.ts';
import type { WeightSource } from './weights.ts';
import { storedWeights } from './weights.ts';

/** How weights are stored in a graph file. Halves are widened once when the graph is loaded; it computes in float32. */
export type WeightStorage = 'float32' | 'float16';

function stored(graph: Graph, weights: Weights, storage: WeightStorage): WeightSource {
  if (storage === 'float32') return storedWeights(graph, weights);
  const made = new Map<string, Value>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const tensor = requireWeight(weights, name);
    const value = cast(graph.initializer(name, 'float16', tensor.shape, toHalf(tensor.data)), 'float32');
    made.set(name, value);
    return value;
  };
}

/** input_ids int64 [batch, sequence] → inputs_embeds [batch, sequence, d]. */
export function embedTokensGraph(config: QwenConfig, weights: Weights, storage: WeightStorage): Uint8Array {
  const graph = new Graph('embed_tokens');
  const ids = graph.input('input_ids', 'int64', ['batch', 'sequence']);
  graph.output('inputs_embeds', gather(stored(graph, weights, storage)('model.embed_tokens.weight'), ids));
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
  const weight = stored(graph, weights, storage);
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

/** The size of one axis as an int64 scalar. */
function sizeOf(x: Value, axis: number): Value {
  const size = x.graph.emit('Shape', [x], [1], {
    dtype: 'int64',
    attributes: { start: { int: axis }, end: { int: axis + 1 } },
  });
  return reshape(size, []);
}

function range(from: Value, to: Value, dim: string): Value {
  return to.graph.emit('Range', [from, to, to.graph.ints(1)], [dim], { dtype: 'int64' });
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

/**
 * The vision encoder in the layout of transformers.js: pixel_values [patches, 1176] and image_grid_thw int64
 * [images, 3] → image_features [merged tokens, d]. Any number of pictures of any size in one run.
 */
export function visionEncoderGraph(config: QwenConfig, weights: Weights, storage: WeightStorage): Uint8Array {
  const { vision } = config;
  const graph = new Graph('vision_encoder');
  const patchLength = vision.inChannels * vision.temporalPatchSize * vision.patchSize ** 2;
  const pixels = graph.input('pixel_values', 'float32', ['patches', patchLength]);
  const grids = graph.input('image_grid_thw', 'int64', ['images', 3]);
  const layout = dynamicLayout(config, pixels, grids);
  const { merged } = visionTower(stored(graph, weights, storage), config, {
    pixels: reshape(pixels, [1, 'patches', patchLength]),
    ...layout,
  });
  graph.output('image_features', reshape(merged, ['image_tokens', vision.outHiddenSize]));
  return graph.toOnnx();
}

/** What `vision_layout.ts` computes for known grids, computed inside the graph from grids known only at run time. */
function dynamicLayout({ vision }: QwenConfig, pixels: Value, grids: Value) {
  const { graph } = pixels;
  const merge = vision.spatialMergeSize;
  const int = (op: string, a: Value, b: Value | number, shape = a.shape): Value =>
    graph.emit(op, [a, typeof b === 'number' ? graph.ints(b) : b], shape);
  const divide = (a: Value, b: Value | number): Value => int('Div', a, b);
  const modulo = (a: Value, b: Value | number): Value => int('Mod', a, b);
  const column = (i: number): Value =>
    reshape(graph.emit('Gather', [grids, graph.ints([i])], ['images', 1], { attributes: { axis: { int: 1 } } }), [
      'images',
    ]);
  const runningSum = (x: Value): Value => graph.emit('CumSum', [x, graph.ints(0)], ['images']);

  const [frames, rows, columns] = [column(0), column(1), column(2)];
  const perFrame = int('Mul', rows, columns);
  const sizes = int('Mul', frames, perFrame);
  const ends = runningSum(sizes);
  const index = range(graph.ints(0), sizeOf(pixels, 0), 'patches');
  // Which picture a patch belongs to: how many pictures end at or before it.
  const behind = graph.emit(
    'GreaterOrEqual',
    [graph.emit('Unsqueeze', [index, graph.ints([1])], ['patches', 1]), ends],
    ['patches', 'images'],
    { dtype: 'bool' },
  );
  const picture = graph.emit('ReduceSum', [cast(behind, 'int64'), graph.ints([1])], ['patches'], {
    attributes: { keepdims: { int: 0 } },
  });
  const ofPicture = (x: Value): Value => graph.emit('Gather', [x, picture], ['patches']);
  const within = int('Sub', index, ofPicture(int('Sub', ends, sizes)));
  const framesBefore = int('Sub', runningSum(frames), frames);
  const frame = int('Add', ofPicture(framesBefore), divide(within, ofPicture(perFrame)));
  const inFrame = modulo(within, ofPicture(perFrame));
  const unit = divide(inFrame, merge * merge);
  const inner = modulo(inFrame, merge * merge);
  const unitsPerRow = divide(ofPicture(columns), merge);
  const row = int('Add', int('Mul', divide(unit, unitsPerRow), merge), divide(inner, merge));
  const columnOf = int('Add', int('Mul', modulo(unit, unitsPerRow), merge), modulo(inner, merge));

  const windowPatches = vision.windowSize / vision.patchSize;
  // Three small numbers as one: no picture has 2^16 windows a side.
  const pack = (a: Value, b: Value): Value => int('Add', int('Mul', a, 1 << 16), b);
  const window = pack(pack(frame, divide(row, windowPatches)), divide(columnOf, windowPatches));
  const mask = (groups: Value): Value => {
    const same = graph.emit(
      'Equal',
      [graph.emit('Unsqueeze', [groups, graph.ints([1])], ['patches', 1]), groups],
      ['patches', 'patches'],
      { dtype: 'bool' },
    );
    const table = where(same, graph.scalar(0), graph.scalar(MASKED));
    return graph.emit('Unsqueeze', [table, graph.ints([0, 1])], [1, 1, 'patches', 'patches']);
  };

  const quarter = vision.hiddenSize / vision.heads / 4;
  const frequencies = graph.constant(
    Float32Array.from({ length: quarter }, (_, j) => VISION_ROPE_THETA ** (-j / quarter)),
    [quarter],
  );
  const angle = (position: Value): Value => mul(reshape(cast(position, 'float32'), ['patches', 1]), frequencies);
  const angles = graph.emit(
    'Unsqueeze',
    [concat([angle(row), angle(columnOf)], 1), graph.ints([0, 2])],
    [1, 'patches', 1, 2 * quarter],
  );
  return {
    cos: graph.emit('Cos', [angles], angles.shape),
    sin: graph.emit('Sin', [angles], angles.shape),
    pictureMask: mask(frame),
    windowMask: mask(window),
  };
}
