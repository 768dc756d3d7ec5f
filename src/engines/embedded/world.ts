import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { floatTensors, readSafetensors } from '../../nn/index.ts';
import type { Notice } from '../../protocol/index.ts';
import { engineError } from '../errors.ts';

const worldSchema = z.object({
  /** A safetensors file with the tensor `prototypes` [entities, d], rows of length 1. */
  prototypes: z.string(),
  /** The least cosine to some prototype that a photograph of the world has. */
  thetaWorld: z.number(),
  /** The words that the tokenizer has whole, lower case. */
  words: z.array(z.string()),
});

/** What the bundled model was trained to know, to tell a person what lies outside it. */
export class World {
  readonly #prototypes: readonly Float32Array[];
  readonly #theta: number;
  readonly #words: ReadonlySet<string>;

  constructor(prototypes: readonly Float32Array[], theta: number, words: Iterable<string>) {
    this.#prototypes = prototypes;
    this.#theta = theta;
    this.#words = new Set(words);
  }

  /** Reads `world.json` of a model folder; null where the model has none. Error: `model-missing` where it is broken. */
  static async load(folder: string): Promise<World | null> {
    let text: string;
    try {
      text = await readFile(join(folder, 'world.json'), 'utf8');
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
      throw engineError.modelMissing(folder, cause);
    }
    try {
      const { prototypes, thetaWorld, words } = worldSchema.parse(JSON.parse(text));
      const tensor = floatTensors(readSafetensors(await readFile(join(folder, prototypes)))).get('prototypes');
      const [rows = 0, width = 0] = tensor?.shape ?? [];
      if (tensor === undefined || rows === 0) throw new TypeError(`${prototypes} holds no prototypes`);
      const table = Array.from({ length: rows }, (_, row) => tensor.data.subarray(row * width, (row + 1) * width));
      return new World(table, thetaWorld, words);
    } catch (cause) {
      throw engineError.modelMissing(folder, cause);
    }
  }

  /** A notice where a photograph, as its vector of length 1, is like none that the model knows. */
  imageNotice(vector: Float32Array): Notice | null {
    const best = Math.max(...this.#prototypes.map((row) => row.reduce((sum, x, i) => sum + x * (vector[i] ?? 0), 0)));
    if (best >= this.#theta) return null;
    return {
      code: 'outside-world-image',
      message: `This picture is like nothing the bundled model was trained on (likeness ${best.toFixed(2)}, known ones from ${this.#theta.toFixed(2)}): what it says it sees is a guess.`,
    };
  }

  /**
   * A notice where a text uses words that the model can only spell. Words with a capital letter are taken for names,
   * which it copies letter by letter as it was trained to, and so are the given ones.
   */
  wordsNotice(text: string, names: readonly string[]): Notice | null {
    const named = new Set(names.flatMap((name) => wordsOf(name)).map((word) => word.toLowerCase()));
    const unknown = wordsOf(text).filter(
      (word) => /^\p{Ll}/u.test(word) && !this.#words.has(word) && !named.has(word.toLowerCase()),
    );
    if (unknown.length === 0) return null;
    const list = [...new Set(unknown)].slice(0, 8).join(', ');
    return {
      code: 'outside-world-words',
      message: `The bundled model does not know these words and only spells them: ${list}.`,
    };
  }
}

function wordsOf(text: string): readonly string[] {
  return text.normalize('NFC').match(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
}
