import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { writeSafetensors } from '../nn/index.ts';
import type { Weights } from '../nn/index.ts';
import { configJson } from './config.ts';
import type { QwenConfig } from './config.ts';
import { imageSettingsJson } from './image_processor.ts';
import type { ImageSettings } from './image_processor.ts';
import { decoderGraph, embedTokensGraph } from './inference_graphs.ts';
import { visionEncoderGraph } from './vision_encoder_graph.ts';
import { GRAPH_FILES } from './model_folder.ts';
import { requireWeightsFit } from './weights.ts';

/** A model to ship. */
export interface ExportRequest {
  readonly config: QwenConfig;
  readonly weights: Weights;
  readonly imageSettings: ImageSettings;
  /** Parsed `tokenizer.json` and `tokenizer_config.json`. */
  readonly tokenizerJson: object;
  readonly tokenizerConfig: object;
  /** Free text for the header of model.safetensors. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a model in the Hugging Face layout that transformers (safetensors) and transformers.js (onnx/) load. Weights
 * are stored as halves; graphs take and give float32, so that their file names carry no suffix.
 */
export async function exportModel(folder: string, request: ExportRequest): Promise<void> {
  const { config, weights, imageSettings } = request;
  requireWeightsFit(config, weights);
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    ['config.json', json(configJson(config))],
    ['generation_config.json', json(generationConfig(config))],
    ['preprocessor_config.json', json(imageSettingsJson(imageSettings))],
    ['tokenizer.json', JSON.stringify(request.tokenizerJson)],
    ['tokenizer_config.json', json(request.tokenizerConfig)],
    [
      'model.safetensors',
      writeSafetensors(weights, { storeAs: 'F16', metadata: { format: 'pt', ...request.metadata } }),
    ],
    [GRAPH_FILES.embed, embedTokensGraph(config, weights, 'float16')],
    [GRAPH_FILES.vision, visionEncoderGraph(config, weights, 'float16')],
    [GRAPH_FILES.decoder, decoderGraph(config, weights, 'float16')],
  ];
  await mkdir(path.join(folder, 'onnx'), { recursive: true });
  for (const [name, data] of files)
    await writeFileAtomic(
      path.join(folder, name),
      typeof data === 'string' ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    );
}

function generationConfig(config: QwenConfig): Readonly<Record<string, unknown>> {
  const [first, ...more] = config.eosTokenIds;
  return {
    do_sample: false,
    max_length: config.text.maxPositions,
    ...(config.bosTokenId === undefined ? {} : { bos_token_id: config.bosTokenId }),
    ...(first === undefined ? {} : { eos_token_id: more.length === 0 ? first : config.eosTokenIds }),
    ...(config.padTokenId === undefined ? {} : { pad_token_id: config.padTokenId }),
  };
}
