import { seededRandom } from '../nn/index.ts';
import type { RandomStream } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import type { Decoder, DecoderStep } from './decoder.ts';
import { QwenError } from './errors.ts';
import type { Prompt } from './prompt.ts';
import { chooseToken, logProbability, requireSampling } from './sampling.ts';
import type { SamplingSettings } from './sampling.ts';
import { StopScanner } from './stop_strings.ts';
import type { QwenTokenizer, TextStream } from './tokenizer.ts';

/** What to generate. */
export interface GenerateRequest extends Partial<SamplingSettings> {
  readonly prompts: readonly Prompt[];
  /** Continuations of each prompt, all from one reading of it; 1 when not told. */
  readonly samples?: number;
  /** Most tokens a continuation may have; the model's context may end it sooner. */
  readonly maxTokens: number;
  /** Same seed, same text; each row draws from a stream of its own. */
  readonly seed?: number;
  /** Texts that end a continuation; they are cut off. */
  readonly stop?: readonly string[];
  /** Checked before every token. */
  readonly signal?: AbortSignal;
  readonly onToken?: (event: TokenEvent) => void;
}

/** One token of one row. */
export interface TokenEvent {
  /** prompt · samples + sample. */
  readonly row: number;
  readonly id: number;
  /** Under the model itself: temperature 1, no filters. */
  readonly logProb: number;
  /** New text that may be shown: no half character, no piece of a stop string. May be empty. */
  readonly text: string;
}

/** One finished continuation. */
export interface Generation {
  /** Without the end token; with the tokens of a stop string. */
  readonly ids: readonly number[];
  /** Without the stop string. */
  readonly text: string;
  readonly logProbs: readonly number[];
  /** Why it ended: an end token or stop string, or no more room. */
  readonly finish: 'stop' | 'length';
}

/** A row while it grows. */
interface Row {
  readonly index: number;
  readonly room: number;
  readonly ids: number[];
  readonly logProbs: number[];
  readonly seen: Set<number>;
  readonly random: RandomStream;
  readonly stream: TextStream;
  readonly scanner: StopScanner;
  text: string;
  finish: Generation['finish'] | undefined;
}

/** Below this share of unfinished rows the finished ones are dropped from the cache; copying it has a price. */
const COMPACT_BELOW = 0.75;

/** Generates continuations of several prompts together. Throws the signal's reason when aborted. */
export async function generate(
  config: QwenConfig,
  decoder: Decoder,
  tokenizer: QwenTokenizer,
  request: GenerateRequest,
): Promise<readonly Generation[]> {
  const settings = { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, ...defined(request) };
  requireSampling(settings);
  const { prompts, samples = 1, maxTokens, seed = 0, signal } = request;
  if (!Number.isInteger(maxTokens) || maxTokens < 1 || !Number.isInteger(samples) || samples < 1)
    throw new QwenError('settings-invalid', 'maxTokens and samples must be whole numbers from 1.');
  if (prompts.length === 0) return [];
  signal?.throwIfAborted();

  const rows = prompts.flatMap((prompt, p) =>
    Array.from({ length: samples }, (_, s): Row => ({
      index: p * samples + s,
      room: Math.min(maxTokens, config.text.maxPositions - prompt.ids.length),
      ids: [],
      logProbs: [],
      seen: new Set(prompt.ids),
      random: seededRandom((p * samples + s) * 2 ** 32 + (seed >>> 0)),
      stream: tokenizer.stream(),
      scanner: new StopScanner(request.stop ?? []),
      text: '',
      finish: undefined,
    })),
  );
  let live = rows;
  let step: DecoderStep = await decoder.prefill(prompts);
  // Each prompt was read once; its row is repeated for every sample.
  let place = rows.map((row) => Math.floor(row.index / samples));
  if (samples > 1) {
    step = {
      ...step,
      state: decoder.select(step.state, place),
      logits: repeatRows(step.logits, place, config.text.vocabSize),
    };
    place = rows.map((_, i) => i);
  }
  for (;;) {
    for (const [i, row] of live.entries()) {
      if (row.finish !== undefined) continue;
      const { vocabSize } = config.text;
      advance(row, step.logits.subarray(i * vocabSize, (i + 1) * vocabSize), settings, config, request);
    }
    const unfinished = live.flatMap((row, i) => (row.finish === undefined ? [i] : []));
    if (unfinished.length === 0) break;
    signal?.throwIfAborted();
    let { state } = step;
    if (unfinished.length < COMPACT_BELOW * live.length) {
      state = decoder.select(state, unfinished);
      live = unfinished.map((i) => live[i]!);
    }
    step = await decoder.step(
      state,
      live.map((row) => row.ids.at(-1) ?? 0),
    );
    signal?.throwIfAborted();
  }
  return rows.map(({ ids, text, logProbs, finish }) => ({ ids, text, logProbs, finish: finish ?? 'length' }));
}

/** Chooses a row's next token and brings its text up to date. */
function advance(
  row: Row,
  logits: Float32Array,
  settings: SamplingSettings,
  config: QwenConfig,
  request: GenerateRequest,
): void {
  if (row.room <= 0) {
    row.finish = 'length';
    return;
  }
  const id = chooseToken(logits, settings, row.seen, row.random);
  const ended = config.eosTokenIds.includes(id);
  const logProb = logProbability(logits, id);
  // Checked here because a comparison with NaN is false: without this, damaged weights would speak token 0 for ever.
  if (!Number.isFinite(logProb))
    throw new QwenError('not-finite', 'The model computed numbers that are not finite; its weights are damaged.');
  let text = '';
  if (!ended) {
    row.ids.push(id);
    row.logProbs.push(logProb);
    row.seen.add(id);
    const scanned = row.scanner.push(row.stream.push(id));
    text = scanned.text;
    if (scanned.stopped) row.finish = 'stop';
    else if (row.ids.length === row.room) row.finish = 'length';
  } else row.finish = 'stop';
  if (row.finish !== undefined) text += finishText(row, ended);
  row.text += text;
  request.onToken?.({ row: row.index, id, logProb, text });
}

/** What stream and scanner still hold when a row ends for another reason than a stop string. */
function finishText(row: Row, ended: boolean): string {
  if (row.finish === 'stop' && !ended) return '';
  const last = row.scanner.push(row.stream.end());
  if (last.stopped) {
    row.finish = 'stop';
    return last.text;
  }
  return last.text + row.scanner.end();
}

function repeatRows(logits: Float32Array, rows: readonly number[], width: number): Float32Array {
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, i) => out.set(logits.subarray(row * width, (row + 1) * width), i * width));
  return out;
}

/** The sampling settings that were given; undefined ones must not hide the defaults. */
function defined(request: GenerateRequest): Partial<SamplingSettings> {
  const { temperature, topK, topP, repetitionPenalty } = request;
  return Object.fromEntries(
    Object.entries({ temperature, topK, topP, repetitionPenalty }).filter(([, value]) => value !== undefined),
  );
}
