import type { z } from 'zod';
import type { EditFact } from '../facts/types.ts';
import { CraneApiError } from './api_error.ts';
import { serverSentData } from './server_sent_data.ts';
import {
  changeEventSchema,
  doctorReplySchema,
  evalEventSchema,
  factsImportReplySchema,
  factsReplySchema,
  healthSchema,
  judgeReplySchema,
  rewardsReplySchema,
  runEventSchema,
  samplesReplySchema,
  tracesReplySchema,
  type ChangeEvent,
  type DoctorReply,
  type EvalEvent,
  type EvalRequest,
  type FactInput,
  type FactPatch,
  type FactsImportReply,
  type FactsImportRequest,
  type Health,
  type JudgeReply,
  type JudgeRequest,
  type RetrieveRequest,
  type RunEvent,
  type RunRequest,
  type TracesQuery,
} from './http.ts';
import {
  editFactSchema,
  retrievalSchema,
  rewardsSchema,
  traceSchema,
  type Retrieval,
  type Rewards,
  type Trace,
} from './trace_schema.ts';

type EditFactReply = z.infer<typeof editFactSchema>;

export interface CraneClientOptions {
  /** The server's base URL, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The bearer token; may be empty for `health` alone. */
  readonly token: string;
  /** For tests and special transports; the global `fetch` otherwise. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * The CRANE server's HTTP API as typed methods. Every reply is checked against its schema; every failure is a
 * `CraneApiError`, except that an aborted `signal` rejects with the signal's reason (for the event streams: ends
 * the iteration by throwing it).
 */
export class CraneClient {
  readonly url: string;
  readonly #token: string;
  readonly #fetch: typeof globalThis.fetch;

  constructor(options: CraneClientOptions) {
    this.url = options.url.replace(/\/+$/u, '');
    this.#token = options.token;
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /** Who answers, on which machine, with which engine. Needs no token. */
  health(signal?: AbortSignal): Promise<Health> {
    return this.#json(healthSchema, 'GET', '/health', undefined, signal);
  }

  /** All edit facts of the workspace, and the lines that could not be read. */
  facts(signal?: AbortSignal): Promise<z.infer<typeof factsReplySchema>> {
    return this.#json(factsReplySchema, 'GET', '/api/facts', undefined, signal);
  }

  /** Adds a fact; the server gives it an id and stores its images. */
  addFact(fact: FactInput, signal?: AbortSignal): Promise<EditFactReply> {
    return this.#json(editFactSchema, 'POST', '/api/facts', fact, signal);
  }

  /** Changes the given fields of a fact. Error `fact-not-found`. */
  editFact(id: string, patch: FactPatch, signal?: AbortSignal): Promise<EditFactReply> {
    return this.#json(editFactSchema, 'PATCH', `/api/facts/${encodeURIComponent(id)}`, patch, signal);
  }

  /** Deletes a fact and returns it as it was, so that `restoreFact` can undo it. Its images stay. */
  deleteFact(id: string, signal?: AbortSignal): Promise<EditFactReply> {
    return this.#json(editFactSchema, 'DELETE', `/api/facts/${encodeURIComponent(id)}`, undefined, signal);
  }

  /** Puts a deleted fact back as it was, id included. */
  restoreFact(fact: EditFact, signal?: AbortSignal): Promise<EditFactReply> {
    return this.#json(editFactSchema, 'POST', '/api/facts/restore', fact, signal);
  }

  /** Takes the text of a JSONL file of facts; bad lines are reported and hide nothing. */
  importFacts(request: FactsImportRequest, signal?: AbortSignal): Promise<FactsImportReply> {
    return this.#json(factsImportReplySchema, 'POST', '/api/facts/import', request, signal);
  }

  /** All samples of the workspace, and the lines that could not be read. */
  samples(signal?: AbortSignal): Promise<z.infer<typeof samplesReplySchema>> {
    return this.#json(samplesReplySchema, 'GET', '/api/samples', undefined, signal);
  }

  /** Which facts answer an image, a text or both, best first, and why each would be used or not. */
  retrieve(request: RetrieveRequest, signal?: AbortSignal): Promise<Retrieval> {
    return this.#json(retrievalSchema, 'POST', '/api/retrieve', request, signal);
  }

  /**
   * Runs the model and yields its events as they come; the last one is `end` or `error`. Aborting `signal`, or leaving
   * the loop, stops the generation.
   */
  run(request: RunRequest, signal?: AbortSignal): AsyncGenerator<RunEvent, void, undefined> {
    return this.#events(
      runEventSchema,
      'POST',
      '/api/runs',
      request,
      signal,
      (e) => e.type === 'end' || e.type === 'error',
    );
  }

  /** Runs an evaluation and yields its progress; the last event is `end` or `error`. */
  evaluate(request: EvalRequest, signal?: AbortSignal): AsyncGenerator<EvalEvent, void, undefined> {
    return this.#events(
      evalEventSchema,
      'POST',
      '/api/evals',
      request,
      signal,
      (e) => e.type === 'end' || e.type === 'error',
    );
  }

  /** What changes on the server, until `signal` is aborted. Throws `interrupted` when the connection is lost: connect again. */
  events(signal?: AbortSignal): AsyncGenerator<ChangeEvent, void, undefined> {
    return this.#events(changeEventSchema, 'GET', '/api/events', undefined, signal, () => false);
  }

  /** One page of stored traces, newest first; pass `next` back as `before` for the page after. */
  traces(query: TracesQuery = {}, signal?: AbortSignal): Promise<z.infer<typeof tracesReplySchema>> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
    const suffix = search.size === 0 ? '' : `?${search.toString()}`;
    return this.#json(tracesReplySchema, 'GET', `/api/traces${suffix}`, undefined, signal);
  }

  /** One stored trace. Error `trace-not-found`. */
  trace(id: string, signal?: AbortSignal): Promise<Trace> {
    return this.#json(traceSchema, 'GET', `/api/traces/${encodeURIComponent(id)}`, undefined, signal);
  }

  /** Deletes a stored trace and returns it as it was. */
  deleteTrace(id: string, signal?: AbortSignal): Promise<Trace> {
    return this.#json(traceSchema, 'DELETE', `/api/traces/${encodeURIComponent(id)}`, undefined, signal);
  }

  /** Judges a stored trace; the verdict is stored with it. */
  judge(request: JudgeRequest, signal?: AbortSignal): Promise<JudgeReply> {
    return this.#json(judgeReplySchema, 'POST', '/api/judge', request, signal);
  }

  /** The rewards of a stored trace with the spans that earned or cost them. */
  rewardTrace(id: string, signal?: AbortSignal): Promise<Rewards> {
    return this.#json(rewardsSchema, 'POST', `/api/traces/${encodeURIComponent(id)}/reward`, {}, signal);
  }

  /** Rewards of a batch of outputs (the fields of `crane reward`), in order; a bad item has an error in its place. */
  rewards(items: readonly unknown[], signal?: AbortSignal): Promise<z.infer<typeof rewardsReplySchema>> {
    return this.#json(rewardsReplySchema, 'POST', '/api/rewards', { items }, signal);
  }

  /** Checks of the server's surroundings, each with what to do where it fails. */
  doctor(signal?: AbortSignal): Promise<DoctorReply> {
    return this.#json(doctorReplySchema, 'GET', '/api/doctor', undefined, signal);
  }

  /** The bytes of an image of the workspace; `image` is as in facts and samples, `images/<sha256>.<ext>`. */
  async image(image: string, signal?: AbortSignal): Promise<Uint8Array> {
    const name = image.split('/').at(-1) ?? image;
    const route = `/api/images/${encodeURIComponent(name)}`;
    const response = await this.#send('GET', route, undefined, signal);
    try {
      return new Uint8Array(await response.arrayBuffer());
    } catch (cause) {
      signal?.throwIfAborted();
      throw CraneApiError.interrupted(`GET ${route}`, cause);
    }
  }

  async #send(method: string, route: string, body: unknown, signal: AbortSignal | undefined): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json, text/event-stream' };
    if (this.#token !== '') headers['authorization'] = `Bearer ${this.#token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    let response: Response;
    try {
      response = await this.#fetch(`${this.url}${route}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw CraneApiError.unreachable(this.url, cause);
    }
    if (response.ok) return response;
    throw CraneApiError.fromReply(
      `${method} ${route}`,
      response.status,
      parseJson(await response.text().catch(() => '')),
    );
  }

  async #json<S extends z.ZodType>(
    schema: S,
    method: string,
    route: string,
    body: unknown,
    signal: AbortSignal | undefined,
  ): Promise<z.infer<S>> {
    const response = await this.#send(method, route, body, signal);
    let text: string;
    try {
      text = await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      throw CraneApiError.interrupted(`${method} ${route}`, cause);
    }
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) throw CraneApiError.badReply(`${method} ${route}`, response.status, parsed.error);
    return parsed.data;
  }

  async *#events<S extends z.ZodType>(
    schema: S,
    method: string,
    route: string,
    body: unknown,
    signal: AbortSignal | undefined,
    isLast: (event: z.infer<S>) => boolean,
  ): AsyncGenerator<z.infer<S>, void, undefined> {
    // Leaving the loop early must close the connection too, so the request has a controller of its own.
    const own = new AbortController();
    const both = signal === undefined ? own.signal : AbortSignal.any([own.signal, signal]);
    try {
      const response = await this.#send(method, route, body, both);
      for await (const data of serverSentData(response, `${method} ${route}`, both)) {
        const parsed = schema.safeParse(parseJson(data));
        if (!parsed.success) throw CraneApiError.badReply(`${method} ${route}`, response.status, parsed.error);
        yield parsed.data;
        if (isLast(parsed.data)) return;
      }
      throw CraneApiError.interrupted(`${method} ${route}`, new Error('the stream ended without its last event'));
    } finally {
      own.abort();
    }
  }
}

/** The parsed JSON, or undefined, which no schema accepts. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
