import { Graph, cast, concat, mul, range, reshape, sizeOf, where } from '../nn/index.ts';
import type { Value, Weights } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { MASKED } from './text_tower.ts';
import { VISION_ROPE_THETA } from './vision_layout.ts';
import { visionTower } from './vision_tower.ts';
import { storedWeights } from './weight_sources.ts';
import type { WeightStorage } from './weight_sources.ts';

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
  const { merged } = visionTower(storedWeights(graph, weights, storage), config, {
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
