import { Graph, concat, gather, gradients, reshape, tokenCrossEntropy } from '../nn/index.ts';
import type { Value } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { causalMask, finalNorm, languageHead, rotaryAngles, textTower } from './text_tower.ts';
import { parameterInputs } from './weight_sources.ts';
import { textShapes } from './weights.ts';

/** The static shape of a text train graph. Smaller batches are padded up to it. */
export interface TextBatchShape {
  /** Sequences. */
  readonly rows: number;
  /** Tokens a sequence, padded on the right. */
  readonly length: number;
  /** Positions whose next token is scored, over all sequences. */
  readonly targets: number;
  /** Image feature rows (merged vision tokens), over all sequences; at least 1. */
  readonly features: number;
}

/** Inputs of a text train graph besides the weights. */
export const TEXT_INPUTS = {
  /** int32 [rows, length]: a token id, or vocabulary size + row of the feature that stands there. */
  tokens: 'tokens',
  /** float32 [features, d]. */
  features: 'image_features',
  /** int32 [3, rows, length]. */
  positions: 'positions',
  /** int32 [targets]: row · length + column of the position whose next token is scored. */
  scored: 'scored',
  /** int32 [targets]: the next token itself. */
  targets: 'targets',
  /** float32 [targets]. */
  weights: 'weights',
} as const;

/** Outputs besides the gradients, which are named `d ` + parameter. */
export const TEXT_OUTPUTS = { loss: 'loss', logProbs: 'log_probs', predicted: 'predicted' } as const;

/** The output that holds a parameter's gradient. */
export function gradientName(parameter: string): string {
  return `d ${parameter}`;
}

/**
 * The text tower from tokens and image features to the weighted cross entropy of chosen next tokens, with the
 * gradients of the given parameters. The language head runs only on the scored positions.
 * @returns the ONNX file
 */
export function buildTextTrainGraph(
  config: QwenConfig,
  shape: TextBatchShape,
  trainable: readonly string[],
): Uint8Array {
  const { rows, length, targets, features } = shape;
  const d = config.text.hiddenSize;
  const graph = new Graph('text_train');
  const weight = parameterInputs(graph, textShapes(config));
  const tokens = graph.input(TEXT_INPUTS.tokens, 'int32', [rows, length]);
  const featureRows = graph.input(TEXT_INPUTS.features, 'float32', [features, d]);
  const positions = graph.input(TEXT_INPUTS.positions, 'int32', [3, rows, length]);
  const scored = graph.input(TEXT_INPUTS.scored, 'int32', [targets]);
  const wanted = graph.input(TEXT_INPUTS.targets, 'int32', [targets]);
  const weights = graph.input(TEXT_INPUTS.weights, 'float32', [targets]);

  // One table of word embeddings and image features: [vocabulary + features, d]
  const table = concat([weight('model.embed_tokens.weight'), featureRows], 0);
  const { layers } = textTower(weight, config, {
    embeddings: gather(table, tokens),
    ...rotaryAngles(positions, config.text),
    mask: causalMask(tokens, length),
  });
  const last = reshape(layers.at(-1)!, [rows * length, d]);
  const logits = languageHead(weight, config, finalNorm(weight, config, gather(last, scored)));
  const { loss, logProbs } = tokenCrossEntropy(logits, wanted, weights);
  graph.output(TEXT_OUTPUTS.loss, loss);
  graph.output(TEXT_OUTPUTS.logProbs, logProbs);
  graph.output(TEXT_OUTPUTS.predicted, argMax(logits));
  outputGradients(graph, loss, trainable, weight);
  return graph.toOnnx();
}

/** Declares one output per parameter with its gradient. */
export function outputGradients(
  graph: Graph,
  loss: Value,
  trainable: readonly string[],
  weight: (name: string) => Value,
): void {
  if (trainable.length === 0) return;
  gradients(loss, trainable.map(weight)).forEach((gradient, i) => graph.output(gradientName(trainable[i]!), gradient));
}

/** Index of the largest entry of each row: [n, classes] → int64 [n]. */
export function argMax(x: Value): Value {
  const attributes = { axis: { int: 1 }, keepdims: { int: 0 } };
  return x.graph.emit('ArgMax', [x], x.shape.slice(0, 1), { dtype: 'int64', attributes });
}
