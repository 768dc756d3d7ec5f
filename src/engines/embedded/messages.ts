import type { RgbImage } from '../../library/index.ts';
import type { ErrorReply, Notice } from '../../protocol/index.ts';
import type { GenerateOptions } from '../engine.ts';

/** What the embedded model's thread is started with. */
export interface WorkerStart {
  readonly folder: string;
  /** Threads inside one operation; null leaves it to ONNX Runtime. */
  readonly threads: number | null;
}

/** Main thread → worker. Each job has an id of its own; jobs run one after the other. */
export type ToWorker =
  | {
      readonly type: 'generate';
      readonly job: number;
      /** The whole chat as text, one `<|image_pad|>` for the picture. */
      readonly chat: string;
      /** The user's part of it, in which unknown words are looked for. */
      readonly question: string;
      readonly names: readonly string[];
      readonly image: RgbImage | null;
      readonly options: GenerateOptions;
    }
  | { readonly type: 'encode'; readonly job: number; readonly image: RgbImage }
  | { readonly type: 'abort'; readonly job: number }
  | { readonly type: 'close' };

/** Worker → main thread. */
export type FromWorker =
  | { readonly type: 'ready'; readonly device: string }
  | { readonly type: 'failed'; readonly error: ErrorReply['error'] }
  | { readonly type: 'text'; readonly job: number; readonly text: string }
  | { readonly type: 'notice'; readonly job: number; readonly notice: Notice }
  | { readonly type: 'finish'; readonly job: number; readonly reason: 'stop' | 'length'; readonly tokens: number }
  /** A vector of length 1: the mean of the merged vision tokens. */
  | { readonly type: 'encoded'; readonly job: number; readonly vector: Float32Array }
  | { readonly type: 'aborted'; readonly job: number }
  | { readonly type: 'error'; readonly job: number; readonly error: ErrorReply['error'] };
