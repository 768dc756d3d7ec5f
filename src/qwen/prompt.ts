import type { QwenConfig } from './config.ts';
import { QwenError } from './errors.ts';
import { ropeIndex } from './rope_index.ts';
import type { RopeIndex } from './rope_index.ts';
import type { ImageFeatures } from './text_batch.ts';

/** Tokens with the pictures that their image tokens stand for, in order. */
export interface Prompt {
  /** Each picture already spread over its image tokens. */
  readonly ids: readonly number[];
  readonly images?: readonly ImageFeatures[];
}

/** Spreads each image token over as many as its picture has features. Throws `prompt-invalid`. */
export function spreadImages(config: QwenConfig, ids: readonly number[], images: readonly ImageFeatures[]): Prompt {
  let next = 0;
  const spread = ids.flatMap((id) => {
    if (id !== config.imageTokenId) return [id];
    const image = images[next++];
    if (image === undefined)
      throw new QwenError('prompt-invalid', `The prompt shows more pictures than the ${images.length} given.`);
    return new Array<number>(image.features.length / config.text.hiddenSize).fill(id);
  });
  if (next !== images.length)
    throw new QwenError('prompt-invalid', `The prompt shows ${next} of the ${images.length} pictures given.`);
  return { ids: spread, images };
}

/** Checks a prompt against the model and numbers its positions. Throws `prompt-invalid`. */
export function checkPrompt(config: QwenConfig, { ids, images = [] }: Prompt): RopeIndex {
  if (ids.length === 0) throw new QwenError('prompt-invalid', 'The prompt is empty.');
  const { vocabSize, hiddenSize, maxPositions } = config.text;
  if (ids.length > maxPositions)
    throw new QwenError(
      'prompt-invalid',
      `The prompt has ${ids.length} tokens; this model takes at most ${maxPositions}. Shorten it.`,
    );
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
  if (wrong !== undefined)
    throw new QwenError('prompt-invalid', `The token ${wrong} is not in the model's vocabulary.`);
  const index = ropeIndex(
    ids,
    images.map((image) => image.grid),
    config,
  );
  const needed = ids.filter((id) => id === config.imageTokenId).length;
  const given = images.reduce((sum, image) => sum + image.features.length / hiddenSize, 0);
  if (needed !== given)
    throw new QwenError('prompt-invalid', `The prompt has ${needed} image tokens for ${given} image features.`);
  return index;
}
