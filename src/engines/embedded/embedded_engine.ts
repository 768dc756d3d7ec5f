import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { decodeRgb, type LoadedImage } from '../../library/index.ts';
import { renderChat, type Prompt } from '../../prompts/index.ts';
import { CraneError } from '../../protocol/index.ts';
import type { Engine, EngineDescription, EngineEvent, GenerateRequest } from '../engine.ts';
import { engineError } from '../errors.ts';
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts';
import { folderName, promptMismatch, readModelCard, type ModelCard } from './model_card.ts';

export interface EmbeddedEngineOptions {
  /** The model's folder, in the Hugging Face layout with `crane.json`. */
  readonly folder: string;
  readonly threads?: number;
  /** Called whenever `describe()` has changed. */
  readonly onChange?: () => void;
}

type JobMessage = Extract<FromWorker, { readonly job: number }>;

/** The thread's own file: beside this one in the sources, beside the bundle in `dist/`. */
function workerFile(): URL {
  const source = new URL('./worker.ts', import.meta.url);
  return existsSync(fileURLToPath(source)) ? source : new URL('./embedded-worker.mjs', import.meta.url);
}

/**
 * The bundled model in a thread of its own, so that the server answers while it decodes. Jobs wait in line; an aborted
 * one stops at its next token, or leaves the line.
 */
export class EmbeddedEngine implements Engine {
  readonly folder: string;
  readonly #options: EmbeddedEngineOptions;
  readonly #jobs = new Map<number, (message: JobMessage) => void>();
  #worker: { readonly thread: Worker; readonly ready: Promise<void> } | null = null;
  #nextJob = 1;
  #card: ModelCard | null = null;
  #state: EngineDescription['state'] = 'loading';
  #message: string | null = null;
  #device = 'cpu';
  #closing = false;

  constructor(options: EmbeddedEngineOptions) {
    this.folder = options.folder;
    this.#options = options;
    try {
      // Known before the model is loaded, so that the first run names it rightly.
      this.#card = readModelCard(this.folder);
    } catch {
      // Told when the model is started, where it fails for good.
      this.#card = null;
    }
  }

  /** The model's card; null while it cannot be read. */
  get card(): ModelCard | null {
    return this.#card;
  }

  describe(): EngineDescription {
    return {
      kind: 'embedded',
      url: null,
      model: this.#card?.name ?? folderName(this.folder),
      device: this.#device,
      state: this.#state,
      message: this.#message,
    };
  }

  async start(): Promise<void> {
    await this.#ready().catch(() => undefined);
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined> {
    signal.throwIfAborted();
    await this.#ready();
    const mismatch = this.#card === null ? null : promptMismatch(this.#card);
    if (mismatch !== null) yield { type: 'notice', notice: mismatch };
    const image = request.image === null ? null : await decodeRgb(request.image.bytes, request.image.name);
    const job = {
      type: 'generate',
      chat: renderChat(request.prompt.messages),
      question: userText(request.prompt),
      names: request.names,
      image,
      options: request.options,
    } as const;
    for await (const message of this.#run((id) => ({ ...job, job: id }), signal)) {
      switch (message.type) {
        case 'text':
          yield { type: 'text', text: message.text };
          break;
        case 'notice':
          yield { type: 'notice', notice: message.notice };
          break;
        case 'finish':
          yield { type: 'finish', reason: message.reason, tokens: message.tokens, serverSplit: false };
          return;
        default:
          throw engineError.workerFailed(`an unexpected reply "${message.type}".`);
      }
    }
  }

  /**
   * The vector of a picture: the mean of the merged vision tokens, length 1.
   * Errors: `model-missing`, `engine-failed`, `image-broken`.
   */
  async encode(image: LoadedImage): Promise<Float32Array> {
    await this.#ready();
    const rgb = await decodeRgb(image.bytes, image.name);
    const never = new AbortController().signal;
    for await (const message of this.#run((job) => ({ type: 'encode', job, image: rgb }), never)) {
      if (message.type === 'encoded') return message.vector;
    }
    throw engineError.workerFailed('it gave no vector for a picture.');
  }

  async close(): Promise<void> {
    this.#closing = true;
    const worker = this.#worker;
    this.#worker = null;
    if (worker === null) return;
    const exited = new Promise<void>((resolve) => worker.thread.once('exit', () => resolve()));
    worker.thread.postMessage({ type: 'close' } satisfies ToWorker);
    await exited;
  }

  /** Loads the card and starts the thread once; after a failure the next call tries again. */
  #ready(): Promise<void> {
    if (this.#closing) return Promise.reject(engineError.workerFailed('it has been closed.'));
    if (this.#worker !== null) return this.#worker.ready;
    this.#set('loading', null);
    try {
      this.#card = readModelCard(this.folder);
      const data: WorkerStart = { folder: this.folder, threads: this.#options.threads ?? null };
      const thread = new Worker(workerFile(), { workerData: data });
      const ready = this.#listen(thread);
      this.#worker = { thread, ready };
      return ready;
    } catch (error) {
      this.#set('error', error instanceof CraneError ? `${error.message} ${error.mend}` : String(error));
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Hands the thread's messages to their jobs; resolves when the model is loaded. */
  #listen(thread: Worker): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      const fail = (error: CraneError): void => {
        this.#worker = null;
        this.#set('error', `${error.message} ${error.mend}`);
        for (const [job, hear] of this.#jobs) {
          hear({ type: 'error', job, error: { code: error.code, message: error.message, mend: error.mend } });
        }
        reject(error);
      };
      thread.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          this.#device = message.device;
          this.#set('ready', null);
          resolve();
        } else if (message.type === 'failed') {
          fail(new CraneError(message.error.code, message.error.message, message.error.mend));
          void thread.terminate();
        } else this.#jobs.get(message.job)?.(message);
      });
      thread.on('error', (error) => fail(engineError.workerFailed(`its thread ended (${String(error)}).`, error)));
      thread.on('exit', (code) => {
        if (!this.#closing && code !== 0) fail(engineError.workerFailed(`its thread ended with code ${code}.`));
      });
    });
    // Whoever waits hears of a failure; nobody waiting is no reason to end the process.
    ready.catch(() => undefined);
    return ready;
  }

  /** Sends a job and yields its messages until one ends it. Leaving the loop aborts the job. */
  async *#run(
    message: (job: number) => ToWorker,
    signal: AbortSignal,
  ): AsyncGenerator<Exclude<JobMessage, { readonly type: 'aborted' | 'error' }>, void, undefined> {
    const thread = this.#worker?.thread;
    if (thread === undefined) throw engineError.workerFailed('its thread has ended.');
    const job = this.#nextJob++;
    const waiting: JobMessage[] = [];
    let wake: () => void = () => undefined;
    let open = true;
    this.#jobs.set(job, (heard) => {
      waiting.push(heard);
      wake();
    });
    const abort = (): void => {
      if (open) thread.postMessage({ type: 'abort', job } satisfies ToWorker);
      wake();
    };
    signal.addEventListener('abort', abort);
    try {
      thread.postMessage(message(job));
      for (;;) {
        signal.throwIfAborted();
        const heard = waiting.shift();
        if (heard === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        if (heard.type === 'error') {
          open = false;
          throw new CraneError(heard.error.code, heard.error.message, heard.error.mend);
        }
        if (heard.type === 'aborted') throw engineError.workerFailed('the job was stopped.');
        if (heard.type === 'finish' || heard.type === 'encoded') open = false;
        yield heard;
        if (!open) return;
      }
    } finally {
      signal.removeEventListener('abort', abort);
      this.#jobs.delete(job);
      if (open) thread.postMessage({ type: 'abort', job } satisfies ToWorker);
    }
  }

  #set(state: EngineDescription['state'], message: string | null): void {
    this.#state = state;
    this.#message = message;
    this.#options.onChange?.();
  }
}

/** The words that the user turns hold. */
function userText(prompt: Prompt): string {
  return prompt.messages
    .filter((message) => message.role === 'user')
    .flatMap((message) => message.content.map((part) => (part.type === 'text' ? part.text : '')))
    .join('\n');
}
