/** A byte-level tokenizer for tests: token i is byte i, special tokens stand behind the 256 bytes where told. */
export function byteTokenizer(special: Readonly<Record<string, number>>): {
  readonly json: object;
  readonly config: object;
} {
  // GPT-2's map: printable Latin-1 bytes stand for themselves, the others move above U+00FF.
  let moved = 0;
  const vocab = Object.fromEntries(
    Array.from({ length: 256 }, (_, byte) => {
      const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
      return [String.fromCodePoint(printable ? byte : 256 + moved++), byte];
    }),
  );
  const added = Object.entries(special).map(([content, id]) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: content.startsWith('<|'),
  }));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
  return {
    json: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added,
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: byteLevel,
      decoder: byteLevel,
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: true,
        vocab,
        merges: [],
      },
    },
    config: {
      tokenizer_class: 'Qwen2Tokenizer',
      add_prefix_space: false,
      clean_up_tokenization_spaces: false,
      model_max_length: 512,
    },
  };
}

/** The special tokens of the golden model's configuration. */
export const GOLDEN_SPECIAL = {
  '<|image_pad|>': 300,
  '<|video_pad|>': 301,
  '<|vision_start|>': 302,
  '<|vision_end|>': 303,
  '<think>': 304,
} as const;
