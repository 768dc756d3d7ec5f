import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import type { ChatCompletionChunk, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { z } from 'zod';
import { uprightFile, type LoadedImage } from '../library/index.ts';
import type { PromptMessage } from '../prompts/index.ts';
import { CraneError } from '../protocol/index.ts';
import type { Engine, EngineDescription, EngineEvent, GenerateRequest } from './engine.ts';
import { engineError } from './errors.ts';
import { ReasoningRebuilder } from './reasoning_rebuilder.ts';

export interface OpenAIEngineOptions {
  /** The base URL; `/v1` is added where the path is empty. */
  readonly url: string;
  /** Null: the first model that the server lists. */
  readonly model: string | null;
  readonly apiKey: string | null;
  /** The longest silence before a run is given up, in milliseconds; the first token may take long. Default 120 s. */
  readonly stallMs?: number;
  /** Called whenever `describe()` has changed. */
  readonly onChange?: () => void;
}

/**
 * Any OpenAI-compatible server, through the `openai` package: streaming, no retries, pictures as data URLs. Reasoning
 * that comes as raw `<think>` text passes through; reasoning in a field of its own is rebuilt into the text.
 */
export class OpenAIEngine implements Engine {
  readonly #client: OpenAI;
  /** Without credentials, for messages. */
  readonly #url: string;
  readonly #stallMs: number;
  readonly #onChange: () => void;
  readonly #wantedModel: string | null;
  #model: string | null;
  #state: EngineDescription['state'] = 'loading';
  #message: string | null = null;

  /** Error: `engine-url`. */
  constructor(options: OpenAIEngineOptions) {
    this.#url = baseUrl(options.url);
    this.#stallMs = options.stallMs ?? 120_000;
    this.#onChange = options.onChange ?? (() => undefined);
    this.#wantedModel = options.model;
    this.#model = options.model;
    this.#client = new OpenAI({
      baseURL: this.#url,
      // The package reads the environment where these are missing: a key for another service must not travel here.
      apiKey: options.apiKey ?? 'none',
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: 'off',
    });
  }

  describe(): EngineDescription {
    return {
      kind: 'openai',
      url: this.#url,
      model: this.#model ?? '(not known yet)',
      device: 'remote',
      state: this.#state,
      message: this.#message,
    };
  }

  /** Asks for the list of models; a server without one is taken at its word where a model is named. */
  async start(): Promise<void> {
    this.#set('loading', null);
    try {
      const listed = (await this.#client.models.list({ timeout: 15_000 })).data.map((model) => model.id);
      this.#model = this.#wantedModel ?? listed[0] ?? null;
      if (this.#model === null) throw engineError.noModel(this.#url);
      if (listed.length > 0 && !listed.includes(this.#model))
        throw engineError.modelNotFound(this.#url, this.#model, null);
      this.#set('ready', null);
    } catch (cause) {
      if (cause instanceof APIError && cause.status === 404 && this.#wantedModel !== null)
        return this.#set('ready', null);
      const error = this.#told(cause);
      this.#set('error', `${error.message} ${error.mend}`);
    }
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined> {
    signal.throwIfAborted();
    if (this.#model === null) await this.start();
    if (this.#model === null) throw engineError.notReady(this.#message ?? 'The model server has no model.');
    const stall = new AbortController();
    const both = AbortSignal.any([signal, stall.signal]);
    const rearm = (timer?: NodeJS.Timeout): NodeJS.Timeout => {
      clearTimeout(timer);
      return setTimeout(() => stall.abort(engineError.stalled(this.#url, this.#stallMs / 1000)), this.#stallMs);
    };
    let timer = rearm();
    const rebuilder = new ReasoningRebuilder();
    let reason: string | null = null;
    let tokens: number | null = null;
    try {
      const messages = await chatMessages(request.prompt.messages, request.image);
      const stream = await this.#client.chat.completions.create(
        {
          model: this.#model,
          messages,
          stream: true,
          stream_options: { include_usage: true },
          temperature: request.options.temperature,
          max_tokens: request.options.maxTokens,
          ...(request.options.seed === null ? {} : { seed: request.options.seed }),
        },
        { signal: both },
      );
      for await (const chunk of stream) {
        timer = rearm(timer);
        tokens = chunk.usage?.completion_tokens ?? tokens;
        const choice = chunk.choices[0];
        if (choice === undefined) continue;
        const text = rebuilder.push(reasoningOf(choice.delta), choice.delta.content ?? '');
        if (text !== '') yield { type: 'text', text };
        reason = choice.finish_reason ?? reason;
      }
      // An aborted stream ends without throwing.
      both.throwIfAborted();
      if (reason === null) throw engineError.serverFailed(this.#url, 'its stream ended before the answer did.', null);
      const rest = rebuilder.end(reason);
      if (rest !== '') yield { type: 'text', text: rest };
      yield { type: 'finish', reason, tokens, serverSplit: rebuilder.split };
    } catch (cause) {
      both.throwIfAborted();
      throw this.#told(cause);
    } finally {
      clearTimeout(timer);
      stall.abort();
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #set(state: EngineDescription['state'], message: string | null): void {
    this.#state = state;
    this.#message = message;
    this.#onChange();
  }

  #told(cause: unknown): CraneError {
    if (cause instanceof CraneError) return cause;
    if (cause instanceof APIUserAbortError || cause instanceof APIConnectionError) {
      return engineError.unreachable(this.#url, cause);
    }
    if (!(cause instanceof APIError)) return engineError.serverFailed(this.#url, oneLine(cause), cause);
    const detail = oneLine(cause);
    const status: unknown = cause.status;
    if (status === 401 || status === 403) return engineError.unauthorized(this.#url, status, cause);
    if (status === 404) return engineError.modelNotFound(this.#url, this.#model ?? '', cause);
    if (status === 429) return engineError.rateLimited(this.#url, cause);
    if (status === 400 || status === 413 || status === 422) {
      return /context|too long|maximum.*tokens|input tokens|exceed/iu.test(detail)
        ? engineError.contextLength(this.#url, detail, cause)
        : engineError.badRequest(this.#url, detail, cause);
    }
    return engineError.serverFailed(this.#url, detail, cause);
  }
}

/** The base URL with `/v1` where the path is empty, without a trailing slash. */
function baseUrl(given: string): string {
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw engineError.badUrl(given);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw engineError.badUrl(given);
  if (url.username !== '' || url.password !== '') throw engineError.urlWithCredentials();
  const path = url.pathname.replace(/\/+$/u, '');
  return `${url.origin}${path === '' ? '/v1' : path}`;
}

/** Messages in the chat API's shape; the picture stands where the prompt has its image part. */
async function chatMessages(
  messages: readonly PromptMessage[],
  image: LoadedImage | null,
): Promise<ChatCompletionMessageParam[]> {
  const file = image === null ? null : await uprightFile(image.bytes, image.kind);
  const dataUrl = file === null ? null : `data:${file.mediaType};base64,${Buffer.from(file.bytes).toString('base64')}`;
  return messages.map((message): ChatCompletionMessageParam => {
    const text = message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    if (message.role !== 'user') return { role: message.role, content: text };
    if (!message.content.some((part) => part.type === 'image')) return { role: 'user', content: text };
    return {
      role: 'user',
      content: message.content.map((part) => {
        if (part.type === 'text') return { type: 'text', text: part.text };
        if (dataUrl === null) throw engineError.workerFailed('the prompt has an image part, but no picture was given.');
        return { type: 'image_url', image_url: { url: dataUrl } };
      }),
    };
  });
}

/** Servers with a reasoning parser put thoughts into `reasoning` (newer) or `reasoning_content`, which the types lack. */
const reasoningFields = z.object({ reasoning: z.string().nullish(), reasoning_content: z.string().nullish() });

function reasoningOf(delta: ChatCompletionChunk.Choice.Delta): string {
  const fields = reasoningFields.safeParse(delta).data;
  return fields?.reasoning ?? fields?.reasoning_content ?? '';
}

function oneLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
