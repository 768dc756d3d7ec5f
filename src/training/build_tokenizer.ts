import { CHAT_TOKENS, SCHEMA_TOKENS } from '../prompts/index.ts';

/**
 * Builds the bundled model's `tokenizer.json`: Qwen2's byte-level format with `ignore_merges` and no merges, so that
 * a word of the lexicon is one token and everything else is spelled byte by byte behind a space mark. Spelling is
 * what lets the model copy names that it never met.
 */

/** Qwen2's split: contractions, words with at most one leading mark, single digits, punctuation runs, white space. */
export const SPLIT_PATTERN =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** GPT-2's map from bytes to printable characters: printable Latin-1 stays, the others move above U+00FF. */
function byteCharacters(): readonly string[] {
  const map: string[] = [];
  let moved = 0;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    map.push(String.fromCodePoint(printable ? byte : 256 + moved++));
  }
  return map;
}
const BYTE_CHARACTERS = byteCharacters();

/** A pre-token as it stands in the vocabulary: its UTF-8 bytes as printable characters. */
export function byteLevel(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => BYTE_CHARACTERS[byte]).join('');
}

/** Splits text as the tokenizer does before the vocabulary is looked up. JavaScript has no inline `(?i:)` everywhere, so the contractions are spelled out. */
export function preTokens(text: string): readonly string[] {
  const pattern =
    /'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu;
  return text.match(pattern) ?? [];
}

export interface TokenizerJson {
  readonly added_tokens: readonly { readonly id: number; readonly content: string; readonly special: boolean }[];
  readonly model: { readonly vocab: Readonly<Record<string, number>>; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/**
 * @param texts every text whose words become whole tokens: rendered prompts without data, wordings, names of the world.
 *   A word seen in mid-sentence gets its " word" form, one at a start its "word" form; both forms are added for each word.
 */
export function buildTokenizer(texts: Iterable<string>): TokenizerJson {
  const vocab: Record<string, number> = {};
  for (let byte = 0; byte < 256; byte++) vocab[BYTE_CHARACTERS[byte]!] = byte;
  const words = new Set<string>();
  for (const text of texts) {
    for (const piece of preTokens(text)) {
      if (/\p{N}/u.test(piece)) continue;
      const bare = piece.startsWith(' ') ? piece.slice(1) : piece;
      if (/^\p{L}/u.test(bare)) {
        words.add(bare).add(` ${bare}`);
      } else words.add(piece);
    }
  }
  let next = 256;
  for (const word of [...words].sort()) {
    const key = byteLevel(word);
    if (!(key in vocab)) vocab[key] = next++;
  }
  const added = [...Object.values(CHAT_TOKENS), ...SCHEMA_TOKENS].map((content) => ({
    id: next++,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: content.startsWith('<|'),
  }));
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: SPLIT_PATTERN }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: true,
      vocab,
      merges: [],
    },
  };
}

/** `tokenizer_config.json` beside it. */
export function tokenizerConfig(contextLength: number): Record<string, unknown> {
  return {
    tokenizer_class: 'Qwen2Tokenizer',
    add_prefix_space: false,
    bos_token: null,
    eos_token: CHAT_TOKENS.end,
    pad_token: CHAT_TOKENS.pad,
    unk_token: null,
    model_max_length: contextLength,
    clean_up_tokenization_spaces: false,
    split_special_tokens: false,
    errors: 'replace',
    chat_template: CHAT_TEMPLATE,
  };
}

/** The Jinja template other loaders use; renders what `prompts/renderChat` renders. */
const CHAT_TEMPLATE =
  "{% for message in messages %}<|im_start|>{{ message['role'] }}\n" +
  "{% if message['content'] is string %}{{ message['content'] }}" +
  "{% else %}{% for content in message['content'] %}{% if content['type'] == 'image' or 'image' in content or 'image_url' in content %}<|vision_start|><|image_pad|><|vision_end|>" +
  "{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}" +
  '{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}';
