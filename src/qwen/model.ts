import { NnError, createSession, floatOutput, floats, int64s } from '../nn/index.ts';
import type { Device, Session, Weights } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { Decoder } from './decoder.ts';
import { generate } from './generate.ts';
import type { GenerateRequest, Generation } from './generate.ts';
import { processImage } from './image_processor.ts';
import type { ImageSettings } from './image_processor.ts';
import { decoderGraph, embedTokensGraph } from './inference_graphs.ts';
import { visionEncoderGraph } from './vision_encoder_graph.ts';
import { readModelFolder } from './model_folder.ts';
import { score } from './score.ts';
import type { Score, ScoreRequest } from './score.ts';
import { spreadImages } from './prompt.ts';
import type { Prompt } from './prompt.ts';
import type { RgbImage } from './resize.ts';
import type { ImageFeatures } from './text_batch.ts';
import type { QwenTokenizer } from './tokenizer.ts';
import { requireWeightsFit } from './weights.ts';

/** How to run a model. */
export interface ModelOptions {
  /** `auto` and any provider that fails end on the CPU. */
  readonly device?: Device | 'auto';
  readonly threads?: number;
  /** Told in a sentence when the wished device is not used. */
  readonly onMessage?: (message: string) => void;
}

/** A model in memory instead of a folder. */
export interface ModelParts extends ModelOptions {
  readonly config: QwenConfig;
  readonly weights: Weights;
  readonly tokenizer: QwenTokenizer;
  readonly imageSettings: ImageSettings;
}

/** Merged vision features of one picture, with how many text tokens they fill. */
export interface PictureFeatures extends ImageFeatures {
  readonly tokens: number;
}

type GraphSource = Readonly<Record<'embed' | 'vision' | 'decoder', Uint8Array | string>>;

/** A Qwen2.5-VL model ready to see, read and write. Release it when done. */
export class QwenModel {
  readonly config: QwenConfig;
  readonly tokenizer: QwenTokenizer;
  readonly imageSettings: ImageSettings;
  readonly device: Device;
  readonly #sessions: readonly Session[];
  readonly #vision: Session;
  readonly #decoder: Decoder;

  private constructor(
    parts: Pick<ModelParts, 'config' | 'tokenizer' | 'imageSettings'>,
    device: Device,
    sessions: readonly [embed: Session, vision: Session, decoder: Session],
  ) {
    this.config = parts.config;
    this.tokenizer = parts.tokenizer;
    this.imageSettings = parts.imageSettings;
    this.device = device;
    this.#sessions = sessions;
    this.#vision = sessions[1];
    this.#decoder = new Decoder(parts.config, sessions[0], sessions[2]);
  }

  /** Loads a folder in the Hugging Face layout. Throws a QwenError or NnError that says which file is wrong and how. */
  static async load(folder: string, options: ModelOptions = {}): Promise<QwenModel> {
    const { source, ...parts } = await readModelFolder(folder);
    return source.kind === 'weights'
      ? QwenModel.fromWeights({ ...parts, ...options, weights: source.weights })
      : QwenModel.#open(parts, source, options);
  }

  /** Builds the graphs from weights, of which it takes a copy as they are now. Throws `weights-mismatch`. */
  static async fromWeights(parts: ModelParts): Promise<QwenModel> {
    const { config, weights } = parts;
    requireWeightsFit(config, weights);
    const graphs = {
      embed: embedTokensGraph(config, weights, 'float32'),
      vision: visionEncoderGraph(config, weights, 'float32'),
      decoder: decoderGraph(config, weights, 'float32'),
    };
    return QwenModel.#open(parts, graphs, parts);
  }

  static async #open(
    parts: Pick<ModelParts, 'config' | 'tokenizer' | 'imageSettings'>,
    graphs: GraphSource,
    options: ModelOptions,
  ): Promise<QwenModel> {
    // A model of this size is quicker on the CPU than any transfer to another device.
    const wished = options.device === undefined || options.device === 'auto' ? 'cpu' : options.device;
    try {
      return new QwenModel(parts, wished, await openSessions(graphs, wished, options.threads));
    } catch (error) {
      if (!(error instanceof NnError) || error.code !== 'device-unavailable') throw error;
      options.onMessage?.(`${error.message} The model runs on the CPU instead.`);
      return new QwenModel(parts, 'cpu', await openSessions(graphs, 'cpu', options.threads));
    }
  }

  /** What the model sees in a picture: [tokens, d]. Throws `image-invalid`. */
  async features(image: RgbImage): Promise<PictureFeatures> {
    const { pixels, grid } = processImage(image, this.imageSettings);
    const patches = grid[0] * grid[1] * grid[2];
    const results = await this.#vision.run({
      pixel_values: floats(pixels, [patches, pixels.length / patches]),
      image_grid_thw: int64s(grid, [1, 3]),
    });
    const features = floatOutput(results, 'image_features');
    return { features, grid, tokens: features.length / this.config.text.hiddenSize };
  }

  /** Encodes text in which each `<|image_pad|>` stands for one picture, in order. Throws `prompt-invalid`. */
  prompt(text: string, images: readonly ImageFeatures[] = []): Prompt {
    return spreadImages(this.config, this.tokenizer.encode(text), images);
  }

  /** Continues prompts; see `GenerateRequest`. Throws `prompt-invalid`, `settings-invalid` or the signal's reason. */
  generate(request: GenerateRequest): Promise<readonly Generation[]> {
    return generate(this.config, this.#decoder, this.tokenizer, request);
  }

  /** Teacher forcing: how likely each given completion is, token by token. */
  score(requests: readonly ScoreRequest[]): Promise<readonly Score[]> {
    return score(this.config, this.#decoder, requests);
  }

  /** Frees the graphs' memory. */
  async release(): Promise<void> {
    for (const session of this.#sessions) await session.release();
  }
}

async function openSessions(
  graphs: GraphSource,
  device: Device,
  threads: number | undefined,
): Promise<readonly [embed: Session, vision: Session, decoder: Session]> {
  const options = { device, ...(threads === undefined ? {} : { threads }) };
  const opened: Session[] = [];
  try {
    for (const graph of [graphs.embed, graphs.vision, graphs.decoder]) opened.push(await createSession(graph, options));
    return [opened[0]!, opened[1]!, opened[2]!];
  } catch (error) {
    for (const session of opened) await session.release();
    throw error;
  }
}
