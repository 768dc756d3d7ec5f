import {
  Graph,
  floatOutput,
  floats,
  int32s,
  linear,
  reduceMean,
  requireWeight,
  tokenCrossEntropy,
  total,
} from '../nn/index.ts';
import type { Gradients, HostTensor, SessionOptions, Value, Weights } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { QwenError } from './errors.ts';
import { SessionCache } from './session_cache.ts';
import { argMax, gradientName, outputGradients } from './text_train_graph.ts';
import { groupMask, patchLayout, visionAngles } from './vision_layout.ts';
import type { PatchGrid } from './vision_layout.ts';
import { visionTower } from './vision_tower.ts';
import { parameterInputs } from './weight_sources.ts';
import { visionShapes } from './weights.ts';
import type { WeightSource } from './weight_sources.ts';

/** Linear classifiers on the mean of a picture's merged features, by name, with their number of classes. */
export type Classifiers = Readonly<Record<string, number>>;

/** Shapes of the classifiers' own weights: `head.NAME.weight` [classes, d] and `head.NAME.bias` [classes]. */
export function classifierShapes(config: QwenConfig, classifiers: Classifiers): ReadonlyMap<string, readonly number[]> {
  return new Map(
    Object.entries(classifiers).flatMap(([name, classes]): [string, readonly number[]][] => [
      [`head.${name}.weight`, [classes, config.vision.outHiddenSize]],
      [`head.${name}.bias`, [classes]],
    ]),
  );
}

/** Pictures with what each classifier should say. */
export interface VisionBatch {
  /** Patches of all pictures, [pictures · patches, 1176] flat. */
  readonly pixels: Float32Array;
  readonly pictures: number;
  /** Class of each picture by classifier; −1 leaves a picture out. */
  readonly classes: Readonly<Record<string, ArrayLike<number>>>;
}

/** What one pass found. */
export interface VisionResult {
  /** Sum over classifiers of the mean cross entropy of the pictures that count. */
  readonly loss: number;
  /** Most likely class of each picture, by classifier. */
  readonly predicted: Readonly<Record<string, readonly number[]>>;
}

/** How to run the vision trainer. */
export interface VisionTrainerOptions extends SessionOptions {
  readonly config: QwenConfig;
  /** Vision tower, merger and `head.*`; read anew at every call. */
  readonly weights: Weights;
  readonly classifiers: Classifiers;
  /** All pictures have this grid of patches. */
  readonly grid: PatchGrid;
  /** Parameters to differentiate by; everything when not told. */
  readonly trainable?: readonly string[];
}

/** The vision tower of pictures that share one grid: [pictures, patches, 1176] → merged [pictures, tokens, d]. */
export function uniformVisionTower(weight: WeightSource, config: QwenConfig, pixels: Value, grid: PatchGrid): Value {
  const { graph } = pixels;
  const layout = patchLayout([grid], config.vision);
  const n = layout.rows.length;
  const half = config.vision.hiddenSize / config.vision.heads / 2;
  const { cos, sin } = visionAngles(layout, config.vision);
  const alone = grid[0] === 1;
  return visionTower(weight, config, {
    pixels,
    cos: graph.constant(cos, [1, n, 1, half]),
    sin: graph.constant(sin, [1, n, 1, half]),
    pictureMask: alone ? undefined : graph.constant(groupMask(layout.frames), [1, 1, n, n]),
    windowMask: graph.constant(groupMask(layout.windows), [1, 1, n, n]),
  }).merged;
}

/** Losses, gradients and features of the vision tower on pictures of one size. */
export class VisionTrainer {
  readonly trainable: readonly string[];
  readonly #options: VisionTrainerOptions;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #sessions: SessionCache;

  constructor(options: VisionTrainerOptions) {
    this.#options = options;
    this.#shapes = new Map([...visionShapes(options.config), ...classifierShapes(options.config, options.classifiers)]);
    for (const [name, shape] of this.#shapes) requireWeight(options.weights, name, shape);
    this.trainable = options.trainable ?? [...this.#shapes.keys()];
    this.#sessions = new SessionCache(options, 4);
  }

  /** Loss and gradients by parameter name. */
  async gradients(batch: VisionBatch): Promise<VisionResult & { readonly gradients: Gradients }> {
    const results = await this.#run(batch, this.trainable);
    return {
      ...this.#result(results),
      gradients: new Map(this.trainable.map((name) => [name, floatOutput(results, gradientName(name))])),
    };
  }

  /** The loss and predictions alone. */
  async evaluate(batch: VisionBatch): Promise<VisionResult> {
    return this.#result(await this.#run(batch, []));
  }

  /** Merged features of pictures, [pictures · tokens, d] flat: what the text trainer caches. */
  async features(pixels: Float32Array, pictures: number): Promise<Float32Array> {
    const { config, grid } = this.#options;
    const session = await this.#sessions.get(`features ${pictures}`, () => {
      const graph = new Graph('vision_features');
      const input = this.#pixels(graph, pictures);
      const merged = uniformVisionTower(parameterInputs(graph, this.#shapes), config, input, grid);
      graph.output('features', merged);
      return graph.toOnnx();
    });
    return floatOutput(
      await session.run(this.#feeds(session.inputNames, { pixels: this.#pixelTensor(pixels, pictures) })),
      'features',
    );
  }

  /** Frees the sessions; the trainer may be used again and builds them anew. */
  async release(): Promise<void> {
    await this.#sessions.release();
  }

  async #run(batch: VisionBatch, trainable: readonly string[]): Promise<Readonly<Record<string, HostTensor>>> {
    const { pictures } = batch;
    const session = await this.#sessions.get(`${trainable.length === 0 ? 'loss' : 'gradients'} ${pictures}`, () =>
      this.#build(pictures, trainable),
    );
    const feeds: Record<string, HostTensor> = { pixels: this.#pixelTensor(batch.pixels, pictures) };
    for (const [name, classes] of Object.entries(this.#options.classifiers)) {
      const wanted = batch.classes[name];
      if (wanted?.length !== pictures)
        throw new QwenError(
          'batch-invalid',
          `The classifier ${name} needs one class for each of the ${pictures} pictures.`,
        );
      const labels = Int32Array.from(wanted);
      if (labels.some((label) => label < -1 || label >= classes))
        throw new QwenError('batch-invalid', `The classifier ${name} has ${classes} classes; a picture names another.`);
      const counted = labels.reduce((sum, label) => sum + (label >= 0 ? 1 : 0), 0);
      feeds[`classes ${name}`] = int32s(
        labels.map((label) => Math.max(0, label)),
        [pictures],
      );
      feeds[`weights ${name}`] = floats(
        Float32Array.from(labels, (label) => (label >= 0 ? 1 / counted : 0)),
        [pictures],
      );
    }
    return session.run(this.#feeds(session.inputNames, feeds));
  }

  #build(pictures: number, trainable: readonly string[]): Uint8Array {
    const { config, grid, classifiers } = this.#options;
    const graph = new Graph('vision_train');
    const weight = parameterInputs(graph, this.#shapes);
    const merged = uniformVisionTower(weight, config, this.#pixels(graph, pictures), grid);
    const pooled = reduceMean(merged, { axes: [1] });
    const losses = Object.keys(classifiers).map((name) => {
      const logits = linear(pooled, weight(`head.${name}.weight`), weight(`head.${name}.bias`));
      const classes = graph.input(`classes ${name}`, 'int32', [pictures]);
      const weights = graph.input(`weights ${name}`, 'float32', [pictures]);
      graph.output(`predicted ${name}`, argMax(logits));
      return tokenCrossEntropy(logits, classes, weights).loss;
    });
    const loss = total(losses);
    graph.output('loss', loss);
    outputGradients(graph, loss, trainable, weight);
    return graph.toOnnx();
  }

  #pixels(graph: Graph, pictures: number): Value {
    const [frames, rows, columns] = this.#options.grid;
    return graph.input('pixels', 'float32', [pictures, frames * rows * columns, this.#patchLength()]);
  }

  #pixelTensor(pixels: Float32Array, pictures: number): HostTensor {
    const [frames, rows, columns] = this.#options.grid;
    return floats(pixels, [pictures, frames * rows * columns, this.#patchLength()]);
  }

  #patchLength(): number {
    const { inChannels, temporalPatchSize, patchSize } = this.#options.config.vision;
    return inChannels * temporalPatchSize * patchSize ** 2;
  }

  #feeds(names: readonly string[], given: Readonly<Record<string, HostTensor>>): Readonly<Record<string, HostTensor>> {
    return Object.fromEntries(names.map((name) => [name, given[name] ?? requireWeight(this.#options.weights, name)]));
  }

  #result(results: Readonly<Record<string, HostTensor>>): VisionResult {
    const predicted = Object.keys(this.#options.classifiers).map((name): [string, readonly number[]] => [
      name,
      Array.from(results[`predicted ${name}`]!.data, Number),
    ]);
    return { loss: floatOutput(results, 'loss')[0]!, predicted: Object.fromEntries(predicted) };
  }
}
