import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { retrievalError } from './errors.ts';

/** Scores at or above which a fact is used (protocol §8), with the encoder that they were calibrated for. */
export const thresholdsSchema = z.object({ encoder: z.string(), image: z.number(), text: z.number() });
export type Thresholds = z.infer<typeof thresholdsSchema>;

/** What the vectors of a model folder depend on: its vision weights and its preprocessing. */
const ENCODER_FILES = ['onnx/vision_encoder.onnx', 'preprocessor_config.json'];

/** Names the encoder that a model folder holds by the content of its files. Error: `retrieval-encoder-missing`. */
export async function encoderId(modelFolder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of ENCODER_FILES) {
    try {
      await pipeline(createReadStream(join(modelFolder, name)), hash, { end: false });
    } catch (cause) {
      throw retrievalError.encoderMissing(join(modelFolder, name), cause);
    }
  }
  return `crane-vision-${hash.digest('hex').slice(0, 16)}`;
}

/** Reads a `retrieval.json`. Errors: `retrieval-thresholds`, and `retrieval-encoder` for another encoder's thresholds. */
export async function readThresholds(file: string, encoder: string): Promise<Thresholds> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw retrievalError.thresholdsMissing(file, cause);
  });
  let thresholds: Thresholds;
  try {
    thresholds = thresholdsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw retrievalError.thresholdsMissing(file, cause);
  }
  if (thresholds.encoder !== encoder) throw retrievalError.otherEncoder(file, thresholds.encoder, encoder);
  return thresholds;
}
