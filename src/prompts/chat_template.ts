import type { PromptMessage } from './build.ts';

/** Special tokens of the Qwen2.5-VL chat format. */
export const CHAT_TOKENS = {
  start: '<|im_start|>',
  end: '<|im_end|>',
  visionStart: '<|vision_start|>',
  visionEnd: '<|vision_end|>',
  imagePad: '<|image_pad|>',
  pad: '<|endoftext|>',
} as const;

/** The schema's tags are whole tokens of the bundled model, but not special: they stay in decoded text. */
export const SCHEMA_TOKENS = ['<think>', '</think>', '<answer>', '</answer>'] as const;

/**
 * Renders messages in the Qwen2.5-VL chat format, one `<|image_pad|>` an image (the engine repeats it once for
 * each merged vision token). The last assistant message, if any, is left open so that the model continues it.
 * Special tokens typed inside a text part are broken up, so that data cannot forge a turn.
 */
export function renderChat(messages: readonly PromptMessage[]): string {
  let out = '';
  messages.forEach((message, i) => {
    const body = message.content
      .map((part) =>
        part.type === 'image'
          ? `${CHAT_TOKENS.visionStart}${CHAT_TOKENS.imagePad}${CHAT_TOKENS.visionEnd}`
          : part.text.replace(/<\|/gu, '< |'),
      )
      .join('');
    const open = message.role === 'assistant' && i === messages.length - 1;
    out += `${CHAT_TOKENS.start}${message.role}\n${body}${open ? '' : `${CHAT_TOKENS.end}\n`}`;
  });
  return messages.at(-1)?.role === 'assistant' ? out : `${out}${CHAT_TOKENS.start}assistant\n`;
}
