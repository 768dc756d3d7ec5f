import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { QwenError } from './errors.ts';

/** What Unicode decoding puts for bytes that are no character, or not yet one. */
const REPLACEMENT = '\uFFFD';

/** Turns tokens into text as they come, never splitting a character over two pieces. */
export interface TextStream {
  /** The text that this token completes; empty while a character lacks bytes. */
  push(id: number): string;
  /** What is left at the end; bytes that never became a character show as U+FFFD. */
  end(): string;
}

/** A model's `tokenizer.json`. */
export class QwenTokenizer {
  readonly #tokenizer: Tokenizer;
  /** Number of tokens, added ones included. */
  readonly size: number;

  /** @param json parsed `tokenizer.json`; @param config parsed `tokenizer_config.json`. Throws `tokenizer-invalid`. */
  constructor(json: object, config: object) {
    try {
      this.#tokenizer = new Tokenizer(json, config);
      // The library fills gaps between token numbers with an entry that has no text.
      this.size = [...this.#tokenizer.get_vocab(true).keys()].filter((token) => typeof token === 'string').length;
    } catch (cause) {
      throw new QwenError('tokenizer-invalid', `tokenizer.json is not usable: ${String(cause)}.`, { cause });
    }
  }

  /** Reads `tokenizer.json` and `tokenizer_config.json` of a folder. Throws `tokenizer-invalid`. */
  static async load(folder: string): Promise<QwenTokenizer> {
    const read = async (name: string): Promise<object> => {
      try {
        const json: unknown = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
        if (typeof json === 'object' && json !== null) return json;
      } catch (cause) {
        throw new QwenError('tokenizer-invalid', `${name} in ${folder} cannot be read.`, { cause });
      }
      throw new QwenError('tokenizer-invalid', `${name} in ${folder} is not a JSON object.`);
    };
    return new QwenTokenizer(await read('tokenizer.json'), await read('tokenizer_config.json'));
  }

  /** Text to tokens. Nothing is added; special tokens written out in the text are recognised. */
  encode(text: string): readonly number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** Tokens to text; special tokens (`<|…|>`) are left out unless told. */
  decode(ids: readonly number[], options: { readonly keepSpecial?: boolean } = {}): string {
    if (ids.length === 0) return '';
    return this.#tokenizer.decode([...ids], {
      skip_special_tokens: options.keepSpecial !== true,
      clean_up_tokenization_spaces: false,
    });
  }

  /** The token of that exact content, if there is one. */
  idOf(token: string): number | undefined {
    return this.#tokenizer.token_to_id(token);
  }

  /** A stream for one sequence. */
  stream(): TextStream {
    let held: number[] = [];
    let given = 0;
    const advance = (stable: string, all: string): string => {
      const fresh = stable.slice(given);
      // Byte-level tokens decode independently at character borders, so the window can start anew there.
      if (stable.length === all.length) [held, given] = [[], 0];
      else given = stable.length;
      return fresh;
    };
    return {
      push: (id) => {
        held.push(id);
        const all = this.decode(held);
        let stable = all;
        while (stable.endsWith(REPLACEMENT)) stable = stable.slice(0, -1);
        return advance(stable, all);
      },
      end: () => {
        const all = this.decode(held);
        return advance(all, all);
      },
    };
  }
}
