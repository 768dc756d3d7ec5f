import { floats, int32s } from '../nn/index.ts';
import type { HostTensor } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { QwenError } from './errors.ts';
import { ropeIndex } from './rope_index.ts';
import { TEXT_INPUTS } from './text_train_graph.ts';
import type { TextBatchShape } from './text_train_graph.ts';
import type { PatchGrid } from './vision_layout.ts';

/** A picture as the text tower sees it: merged vision features, cached because the vision tower is frozen here. */
export interface ImageFeatures {
  /** [tokens, d], flat. */
  readonly features: Float32Array;
  /** Patches, as the vision tower took them: merged tokens = frames · rows · columns / merge². */
  readonly grid: PatchGrid;
}

/** One sequence to train on. */
export interface TextExample {
  /** Prompt and completion, each picture spread over its image tokens. */
  readonly ids: ArrayLike<number>;
  /** Index of the first token of the completion; every token from there on is scored. At least 1. */
  readonly completionStart: number;
  /** The pictures in order. */
  readonly images?: readonly ImageFeatures[];
  /** Weight of each completion token, 1 when not told. */
  readonly weights?: ArrayLike<number>;
}

/** A batch laid out for one shape. */
export interface TextBatch {
  readonly shape: TextBatchShape;
  readonly feeds: Readonly<Record<string, HostTensor>>;
  /** For each example, where its completion tokens stand among the scored ones: [start, end). */
  readonly spans: readonly (readonly [start: number, end: number])[];
  /** Sum of the weights before normalising. */
  readonly weightSum: number;
}

/**
 * Lays examples out for one static shape: sequences padded on the right, unused places weighted 0.
 * @param options.normalise divide all weights by their sum, so that the loss is a mean (default); `false` for
 *   objectives that bring their own factors
 * @throws QwenError `batch-invalid` when the examples do not fit the shape
 */
export function textBatch(
  config: QwenConfig,
  shape: TextBatchShape,
  examples: readonly TextExample[],
  options: { readonly normalise?: boolean } = {},
): TextBatch {
  const { rows, length, targets, features } = shape;
  if (examples.length > rows)
    throw new QwenError('batch-invalid', `${examples.length} sequences do not fit a batch of ${rows}.`);
  const d = config.text.hiddenSize;
  const tokens = new Int32Array(rows * length);
  const positions = new Int32Array(3 * rows * length);
  const scored = new Int32Array(targets);
  const wanted = new Int32Array(targets);
  const weights = new Float32Array(targets);
  const featureData = new Float32Array(features * d);
  const spans: [number, number][] = [];
  let nextFeature = 0;
  let nextTarget = 0;
  let weightSum = 0;

  examples.forEach((example, row) => {
    const { ids, completionStart, images = [] } = example;
    if (ids.length > length)
      throw new QwenError('batch-invalid', `A sequence of ${ids.length} tokens does not fit the length ${length}.`);
    if (completionStart < 1 || completionStart > ids.length)
      throw new QwenError('batch-invalid', `A completion cannot start at token ${completionStart} of ${ids.length}.`);
    if (example.weights !== undefined && example.weights.length !== ids.length - completionStart)
      throw new QwenError('batch-invalid', 'A sequence needs one weight for each completion token.');
    const index = ropeIndex(
      ids,
      images.map((image) => image.grid),
      config,
    );
    for (let axis = 0; axis < 3; axis++)
      positions.set(index.positions.subarray(axis * ids.length, (axis + 1) * ids.length), (axis * rows + row) * length);

    let feature = nextFeature;
    for (const image of images) {
      if (nextFeature * d + image.features.length > featureData.length)
        throw new QwenError('batch-invalid', `The pictures of a batch have more than ${features} feature rows.`);
      featureData.set(image.features, nextFeature * d);
      nextFeature += image.features.length / d;
    }
    for (let i = 0; i < ids.length; i++)
      tokens[row * length + i] = ids[i] === config.imageTokenId ? config.text.vocabSize + feature++ : ids[i]!;
    if (feature !== nextFeature)
      throw new QwenError('batch-invalid', 'The features of a picture do not match its image tokens.');

    const spanStart = nextTarget;
    for (let i = completionStart; i < ids.length; i++, nextTarget++) {
      if (nextTarget === targets)
        throw new QwenError('batch-invalid', `A batch has more than ${targets} completion tokens.`);
      scored[nextTarget] = row * length + i - 1;
      wanted[nextTarget] = ids[i]!;
      const weight = example.weights?.[i - completionStart] ?? 1;
      weights[nextTarget] = weight;
      weightSum += weight;
    }
    spans.push([spanStart, nextTarget]);
  });
  if (options.normalise !== false && weightSum !== 0)
    for (let i = 0; i < nextTarget; i++) weights[i] = weights[i]! / weightSum;
  return {
    shape,
    spans,
    weightSum,
    feeds: {
      [TEXT_INPUTS.tokens]: int32s(tokens, [rows, length]),
      [TEXT_INPUTS.features]: floats(featureData, [features, d]),
      [TEXT_INPUTS.positions]: int32s(positions, [3, rows, length]),
      [TEXT_INPUTS.scored]: int32s(scored, [targets]),
      [TEXT_INPUTS.targets]: int32s(wanted, [targets]),
      [TEXT_INPUTS.weights]: floats(weights, [targets]),
    },
  };
}
