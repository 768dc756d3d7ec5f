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

/** Which encoder a model folder holds: pooled features of its vision tower, named by its weights. */
export async function encoderId(modelFolder: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(modelFolder, 'model.safetensors')), hash);
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
