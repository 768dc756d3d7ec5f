import { floatOutput, requireWeight } from '../nn/index.ts';
import type { Gradients, HostTensor, SessionOptions, Weights } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { SessionCache } from './session_cache.ts';
import type { TextBatch } from './text_batch.ts';
import { TEXT_OUTPUTS, buildTextTrainGraph, gradientName } from './text_train_graph.ts';
import { textShapes } from './weights.ts';

/** What one pass over a batch found. */
export interface TextResult {
  /** Σ weight · −log p over the scored tokens. */
  readonly loss: number;
  /** log p of each scored token; entries behind the last span are padding. */
  readonly logProbs: Float32Array;
  /** The most likely token at each scored position. */
  readonly predicted: readonly number[];
}

/** How to run the text trainer. */
export interface TextTrainerOptions extends SessionOptions {
  readonly config: QwenConfig;
  /** Read anew at every call, so an optimiser may change them in place. */
  readonly weights: Weights;
  /** Parameters to differentiate by; the whole text tower when not told. */
  readonly trainable?: readonly string[];
  /** Batch shapes kept ready at once (each costs working memory). */
  readonly maxShapes?: number;
}

/** Losses and gradients of the text tower on batches of static shapes. */
export class TextTrainer {
  readonly trainable: readonly string[];
  readonly #config: QwenConfig;
  readonly #weights: Weights;
  readonly #sessions: SessionCache;

  constructor(options: TextTrainerOptions) {
    this.#config = options.config;
    this.#weights = options.weights;
    this.trainable = options.trainable ?? [...textShapes(options.config).keys()];
    for (const [name, shape] of textShapes(options.config)) requireWeight(options.weights, name, shape);
    this.#sessions = new SessionCache(options, options.maxShapes ?? 6);
  }

  /** Loss and gradients, [shape of the parameter] flat, by parameter name. */
  async gradients(batch: TextBatch): Promise<TextResult & { readonly gradients: Gradients }> {
    const results = await this.#run(batch, this.trainable);
    const gradients = new Map(this.trainable.map((name) => [name, floatOutput(results, gradientName(name))]));
    return { ...textResult(results), gradients };
  }

  /** The loss alone. */
  async evaluate(batch: TextBatch): Promise<TextResult> {
    return textResult(await this.#run(batch, []));
  }

  /** Frees the sessions; the trainer may be used again and builds them anew. */
  async release(): Promise<void> {
    await this.#sessions.release();
  }

  async #run(batch: TextBatch, trainable: readonly string[]): Promise<Readonly<Record<string, HostTensor>>> {
    const { rows, length, targets, features } = batch.shape;
    const key = [rows, length, targets, features, trainable.length === 0 ? 'loss' : 'gradients'].join('x');
    const session = await this.#sessions.get(key, () => buildTextTrainGraph(this.#config, batch.shape, trainable));
    const feeds: Record<string, HostTensor> = { ...batch.feeds };
    for (const name of session.inputNames)
      if (feeds[name] === undefined) feeds[name] = requireWeight(this.#weights, name);
    return session.run(feeds);
  }
}

function textResult(results: Readonly<Record<string, HostTensor>>): TextResult {
  return {
    loss: floatOutput(results, TEXT_OUTPUTS.loss)[0]!,
    logProbs: floatOutput(results, TEXT_OUTPUTS.logProbs),
    predicted: Array.from(results[TEXT_OUTPUTS.predicted]!.data, Number),
  };
}
