import type { Tokenizer } from '@huggingface/tokenizers';
import { CHAT_TOKENS } from '../../prompts/index.ts';
import { parseImageSettings, type ImageSettings, type PatchGrid, type QwenConfig } from '../../qwen/index.ts';

/** Side of the pictures that the bundled model sees, in pixels. */
export const IMAGE_SIZE = 112;
/** Patches of such a picture: one frame, 8 rows, 8 columns. */
export const IMAGE_GRID: PatchGrid = [1, 8, 8];
/** Merged vision tokens of such a picture. */
export const IMAGE_TOKENS = 16;
/** Every picture is stretched to 112×112; normalised with Qwen's own mean and deviation. */
export const IMAGE_SETTINGS: ImageSettings = parseImageSettings({
  min_pixels: IMAGE_SIZE * IMAGE_SIZE,
  max_pixels: IMAGE_SIZE * IMAGE_SIZE,
  fixed_size: [IMAGE_SIZE, IMAGE_SIZE],
});
/** Longest prompt and completion together. */
export const CONTEXT_LENGTH = 320;

/** The shape of the bundled models: Qwen2.5-VL at about two million parameters. */
export function bundledConfig(tokenizer: Tokenizer, vocabSize: number): QwenConfig {
  const id = (token: string): number => {
    const found = tokenizer.token_to_id(token);
    if (found === undefined) throw new Error(`The tokenizer lacks the token ${token}.`);
    return found;
  };
  const end = id(CHAT_TOKENS.end);
  const pad = id(CHAT_TOKENS.pad);
  return {
    text: {
      hiddenSize: 192,
      intermediateSize: 384,
      layers: 4,
      heads: 6,
      kvHeads: 2,
      headDim: 32,
      vocabSize,
      rmsNormEps: 1e-6,
      ropeTheta: 10_000,
      mropeSection: [6, 5, 5],
      maxPositions: 512,
    },
    vision: {
      depth: 3,
      hiddenSize: 96,
      intermediateSize: 192,
      heads: 4,
      outHiddenSize: 192,
      inChannels: 3,
      patchSize: 14,
      temporalPatchSize: 2,
      spatialMergeSize: 2,
      windowSize: 112,
      fullAttentionBlocks: [2],
      tokensPerSecond: 2,
    },
    tiedEmbeddings: true,
    imageTokenId: id(CHAT_TOKENS.imagePad),
    // The chat format has no video token of its own here; the model never sees one.
    videoTokenId: pad,
    visionStartTokenId: id(CHAT_TOKENS.visionStart),
    visionEndTokenId: id(CHAT_TOKENS.visionEnd),
    bosTokenId: undefined,
    eosTokenIds: [end],
    padTokenId: pad,
  };
}
