import type { Tokenizer } from '@huggingface/tokenizers';
import { CHAT_TOKENS, renderChat, type PromptMessage } from '../prompts/index.ts';

/** One photograph of the synthetic world; `augmentation` picks one of the cached variants of its pixels. */
export interface ImageKey {
  readonly entity: number;
  readonly view: number;
}

/** One training example of the language tower: a prompt and the completion that the loss is taken on. */
export interface LanguageExample {
  /** The scenario, for the logs. */
  readonly kind: string;
  readonly messages: readonly PromptMessage[];
  readonly completion: string;
  readonly image: ImageKey | null;
}

/** An example as token ids: prompt, then completion, then `<|im_end|>`. */
export interface Sequence {
  readonly kind: string;
  readonly ids: readonly number[];
  /** Index of the first completion token. */
  readonly completionStart: number;
  readonly image: ImageKey | null;
  /** Index of the first image token, or -1. */
  readonly imageStart: number;
}

/** Ids of the tokens that carry structure. */
export interface StructureIds {
  readonly end: number;
  readonly imagePad: number;
  readonly pad: number;
}

export function structureIds(tokenizer: Tokenizer): StructureIds {
  const id = (token: string): number => {
    const found = tokenizer.token_to_id(token);
    if (found === undefined)
      throw new Error(`The tokenizer has no token ${token}: it was not built for this chat format.`);
    return found;
  };
  return { end: id(CHAT_TOKENS.end), imagePad: id(CHAT_TOKENS.imagePad), pad: id(CHAT_TOKENS.pad) };
}

/**
 * Encodes a prompt for the embedded model: the chat format's text with `<|image_pad|>` repeated once for each
 * merged vision token.
 */
export function encodePrompt(
  tokenizer: Tokenizer,
  structure: StructureIds,
  messages: readonly PromptMessage[],
  imageTokens: number,
): readonly number[] {
  const ids = tokenizer.encode(renderChat(messages), { add_special_tokens: false }).ids;
  return ids.flatMap((id) => (id === structure.imagePad ? new Array<number>(imageTokens).fill(id) : [id]));
}

/** @param imageTokens merged vision tokens an image (16 for 112×112 pixels with patch 14 and merge 2). */
export function encodeExample(
  tokenizer: Tokenizer,
  structure: StructureIds,
  example: LanguageExample,
  imageTokens: number,
): Sequence {
  const prompt = encodePrompt(tokenizer, structure, example.messages, imageTokens);
  const completion = tokenizer.encode(example.completion, { add_special_tokens: false }).ids;
  return {
    kind: example.kind,
    ids: [...prompt, ...completion, structure.end],
    completionStart: prompt.length,
    image: example.image,
    imageStart: example.image === null ? -1 : prompt.indexOf(structure.imagePad),
  };
}
