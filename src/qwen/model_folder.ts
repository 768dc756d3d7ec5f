import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { floatTensors, readSafetensors } from '../nn/index.ts';
import type { Weights } from '../nn/index.ts';
import { parseConfig } from './config.ts';
import type { QwenConfig } from './config.ts';
import { QwenError } from './errors.ts';
import { parseImageSettings } from './image_processor.ts';
import type { ImageSettings } from './image_processor.ts';
import { QwenTokenizer } from './tokenizer.ts';

/** Where the graphs of a folder in the layout of transformers.js lie. */
export const GRAPH_FILES = {
  embed: 'onnx/embed_tokens.onnx',
  vision: 'onnx/vision_encoder.onnx',
  decoder: 'onnx/decoder_model_merged.onnx',
} as const;

/** A model folder as read: weights, or the paths of its graphs when it ships only those. */
export interface ModelFolder {
  readonly config: QwenConfig;
  readonly imageSettings: ImageSettings;
  readonly tokenizer: QwenTokenizer;
  readonly source:
    | { readonly kind: 'weights'; readonly weights: Weights }
    | { readonly kind: 'graphs'; readonly embed: string; readonly vision: string; readonly decoder: string };
}

/** Reads a model folder in the Hugging Face layout. Throws QwenError `model-missing` or what is wrong with a file. */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const config = parseConfig(await readJson(folder, 'config.json'));
  const hasPreprocessor = await exists(path.join(folder, 'preprocessor_config.json'));
  const imageSettings = parseImageSettings(hasPreprocessor ? await readJson(folder, 'preprocessor_config.json') : {});
  const tokenizer = await QwenTokenizer.load(folder);
  const weightFile = path.join(folder, 'model.safetensors');
  if (await exists(weightFile)) {
    const weights = floatTensors(readSafetensors(await readFile(weightFile)));
    return { config, imageSettings, tokenizer, source: { kind: 'weights', weights } };
  }
  const [embed, vision, decoder] = [GRAPH_FILES.embed, GRAPH_FILES.vision, GRAPH_FILES.decoder].map((file) =>
    path.join(folder, file),
  );
  for (const file of [embed!, vision!, decoder!])
    if (!(await exists(file)))
      throw new QwenError(
        'model-missing',
        `The folder ${folder} holds neither model.safetensors nor ${path.relative(folder, file)}.`,
      );
  return {
    config,
    imageSettings,
    tokenizer,
    source: { kind: 'graphs', embed: embed!, vision: vision!, decoder: decoder! },
  };
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readJson(folder: string, name: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path.join(folder, name), 'utf8');
  } catch (cause) {
    throw new QwenError('model-missing', `There is no model in ${folder}: ${name} cannot be read.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new QwenError('config-invalid', `${name} in ${folder} is not JSON.`, { cause });
  }
}
