import { floatOutput, floats, int64s } from '../nn/index.ts';
import type { HostTensor, Session } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { checkPrompt } from './prompt.ts';
import type { Prompt } from './prompt.ts';

/** What the decoder remembers of several sequences of equal padded length. */
export interface DecoderState {
  /** Keys and values by input name, [rows, kvHeads, length, headDim]. */
  readonly cache: Readonly<Record<string, Float32Array>>;
  readonly length: number;
  /** Padding in front of each row. */
  readonly padding: readonly number[];
  /** The position that each row's next token takes. */
  readonly nextPositions: readonly number[];
}

/** Scores of the last tokens of each row, [rows, kept, vocabulary] flat. */
export interface DecoderStep {
  readonly logits: Float32Array;
  readonly kept: number;
  readonly state: DecoderState;
}

/** Runs the embedding and decoder graphs on batches, with the cache kept outside. */
export class Decoder {
  readonly #config: QwenConfig;
  readonly #embed: Session;
  readonly #decoder: Session;

  constructor(config: QwenConfig, embed: Session, decoder: Session) {
    this.#config = config;
    this.#embed = embed;
    this.#decoder = decoder;
  }

  /** Reads prompts of any lengths (padded on the left inside). @param keep how many trailing tokens to score */
  async prefill(prompts: readonly Prompt[], keep = 1): Promise<DecoderStep> {
    const { text, imageTokenId } = this.#config;
    const indexes = prompts.map((prompt) => checkPrompt(this.#config, prompt));
    const rows = prompts.length;
    const length = Math.max(...prompts.map((prompt) => prompt.ids.length));
    const padding = prompts.map((prompt) => length - prompt.ids.length);
    const ids = new Float64Array(rows * length);
    const positions = new Float64Array(3 * rows * length);
    prompts.forEach((prompt, row) => {
      const n = prompt.ids.length;
      ids.set(prompt.ids, row * length + padding[row]!);
      for (let axis = 0; axis < 3; axis++)
        positions.set(
          indexes[row]!.positions.subarray(axis * n, (axis + 1) * n),
          (axis * rows + row) * length + padding[row]!,
        );
    });
    const embeddings = await this.#embedTokens(ids, rows, length);
    prompts.forEach(({ images = [] }, row) => {
      const features = images.flatMap(({ features }) =>
        Array.from({ length: features.length / text.hiddenSize }, (_, i) =>
          features.subarray(i * text.hiddenSize, (i + 1) * text.hiddenSize),
        ),
      );
      let next = 0;
      for (let i = padding[row]!; i < length; i++)
        if (ids[row * length + i] === imageTokenId)
          embeddings.set(features[next++]!, (row * length + i) * text.hiddenSize);
    });
    const cache: Record<string, Float32Array> = {};
    for (const name of this.#cacheNames()) cache[name] = new Float32Array(0);
    const state = { cache, length: 0, padding, nextPositions: [] };
    const nextPositions = prompts.map((prompt, row) => prompt.ids.length + indexes[row]!.delta);
    return this.#run(embeddings, length, positions, keep, state, nextPositions);
  }

  /** Appends one token to each row. */
  async step(state: DecoderState, tokens: readonly number[]): Promise<DecoderStep> {
    const rows = tokens.length;
    const embeddings = await this.#embedTokens(Float64Array.from(tokens), rows, 1);
    const positions = Float64Array.from({ length: 3 * rows }, (_, i) => state.nextPositions[i % rows]!);
    return this.#run(
      embeddings,
      1,
      positions,
      1,
      state,
      state.nextPositions.map((position) => position + 1),
    );
  }

  /** The state of the given rows, which may leave some out (finished ones) or name one several times (a group). */
  select(state: DecoderState, rows: readonly number[]): DecoderState {
    const perRow = state.length * this.#config.text.kvHeads * this.#config.text.headDim;
    const cache = Object.fromEntries(
      Object.entries(state.cache).map(([name, data]) => {
        const chosen = new Float32Array(rows.length * perRow);
        rows.forEach((row, i) => chosen.set(data.subarray(row * perRow, (row + 1) * perRow), i * perRow));
        return [name, chosen];
      }),
    );
    return {
      cache,
      length: state.length,
      padding: rows.map((row) => state.padding[row]!),
      nextPositions: rows.map((row) => state.nextPositions[row]!),
    };
  }

  async #embedTokens(ids: Float64Array, rows: number, length: number): Promise<Float32Array> {
    return floatOutput(await this.#embed.run({ input_ids: int64s(ids, [rows, length]) }), 'inputs_embeds');
  }

  async #run(
    embeddings: Float32Array,
    length: number,
    positions: Float64Array,
    keep: number,
    state: DecoderState,
    nextPositions: readonly number[],
  ): Promise<DecoderStep> {
    const { kvHeads, headDim, hiddenSize } = this.#config.text;
    const rows = state.padding.length;
    const total = state.length + length;
    const mask = new Float64Array(rows * total);
    state.padding.forEach((padding, row) => mask.fill(1, row * total + padding, (row + 1) * total));
    const feeds: Record<string, HostTensor> = {
      inputs_embeds: floats(embeddings, [rows, length, hiddenSize]),
      attention_mask: int64s(mask, [rows, total]),
      position_ids: int64s(positions, [3, rows, length]),
    };
    // Other people's exports may lack this input; they then score every token.
    const keeps = this.#decoder.inputNames.includes('num_logits_to_keep');
    if (keeps) feeds['num_logits_to_keep'] = int64s([keep], []);
    for (const [name, data] of Object.entries(state.cache))
      feeds[name] = floats(data, [rows, kvHeads, state.length, headDim]);
    const results = await this.#decoder.run(feeds);
    const cache = Object.fromEntries(
      this.#cacheNames().map((name) => [name, floatOutput(results, name.replace('past_key_values', 'present'))]),
    );
    const logits = floatOutput(results, 'logits');
    return {
      logits: keeps || keep === length ? logits : lastTokens(logits, rows, length, keep),
      kept: keep,
      state: { cache, length: total, padding: state.padding, nextPositions },
    };
  }

  #cacheNames(): readonly string[] {
    return Array.from({ length: this.#config.text.layers }, (_, layer) => [
      `past_key_values.${layer}.key`,
      `past_key_values.${layer}.value`,
    ]).flat();
  }
}

function lastTokens(logits: Float32Array, rows: number, length: number, keep: number): Float32Array {
  const vocabulary = logits.length / (rows * length);
  const out = new Float32Array(rows * keep * vocabulary);
  for (let row = 0; row < rows; row++)
    out.set(
      logits.subarray(((row + 1) * length - keep) * vocabulary, (row + 1) * length * vocabulary),
      row * keep * vocabulary,
    );
  return out;
}
