import type { LoadedImage } from '../library/index.ts';
import type { Prompt } from '../prompts/index.ts';
import type { Health, Notice } from '../protocol/index.ts';

/** What `GET /health` says of the engine. */
export type EngineDescription = Health['engine'];

export interface GenerateOptions {
  /** The most tokens to generate; the engine may stop earlier where its context ends. */
  readonly maxTokens: number;
  /** 0 is greedy decoding. */
  readonly temperature: number;
  /** Makes sampling repeatable where the engine supports it; null leaves it to the engine. */
  readonly seed: number | null;
}

export interface GenerateRequest {
  readonly prompt: Prompt;
  /** The picture of the prompt's image part; null exactly where the prompt has none. */
  readonly image: LoadedImage | null;
  /** Names in the prompt's fact: an engine that spells them need not tell of it. */
  readonly names: readonly string[];
  readonly options: GenerateOptions;
}

/** What comes out of a generation, in this order: notices at any time, text pieces, one finish. */
export type EngineEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'notice'; readonly notice: Notice }
  | {
      readonly type: 'finish';
      /** `stop`, `length`, or the word of the upstream server. */
      readonly reason: string;
      /** Generated tokens; null where the upstream server does not count them. */
      readonly tokens: number | null;
      /** The server returned the reasoning apart, and the text was rebuilt (protocol §2). */
      readonly serverSplit: boolean;
    };

/**
 * What generates. `generate` throws a `CraneError` when it fails, and `signal.reason` soon after `signal` is aborted
 * (within 200 ms for the embedded engine); leaving its loop stops the generation too.
 */
export interface Engine {
  /** The state of this moment, without asking anybody. */
  describe(): EngineDescription;
  /** Loads or connects; failures end in `describe().state`, not in a rejection. May be called again to retry. */
  start(): Promise<void>;
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<EngineEvent>;
  /** Stops everything and lets go of all resources. */
  close(): Promise<void>;
}
