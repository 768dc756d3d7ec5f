import { randomBytes } from 'node:crypto';
import { loadImage, loadStoredImage, prepareWorkspace, storeImage, type LoadedImage } from '../library/index.ts';
import { preparePrompt, type Method, type RetrievalMode } from '../methods/index.ts';
import { renderChat, type Prompt } from '../prompts/index.ts';
import {
  editFactSchema,
  retrievalSchema,
  runEventSchema,
  runRequestSchema,
  sampleSchema,
  type Notice,
  type RunEvent,
  type RunRequest,
} from '../protocol/index.ts';
import type { Sample } from '../samples/types.ts';
import type { RunContext } from './context.ts';
import { evalsError } from './errors.ts';

/** Tokens where the request names no limit; an engine with a shorter context ends earlier. */
const DEFAULT_MAX_TOKENS = 1024;

/** A run that is ready to generate: everything found and checked, nothing generated. */
export interface PreparedRun {
  readonly start: Extract<RunEvent, { readonly type: 'start' }>;
  readonly notices: readonly Notice[];
  readonly prompt: Prompt;
  readonly image: LoadedImage | null;
  readonly options: { readonly maxTokens: number; readonly temperature: number; readonly seed: number | null };
  readonly store: boolean;
  /** The evaluation that the run belongs to. */
  readonly run: string | null;
  readonly began: number;
  readonly created: string;
  readonly engine: RunContext['engine'];
}

export interface RunExtras {
  /** The evaluation that the run belongs to. */
  readonly run?: string;
}

/**
 * Finds everything that a run needs: sample, picture, facts, prompt. Errors: `bad-request`, `sample-not-found`,
 * `fact-not-found`, those of images, retrieval, methods and of the engine's loading.
 */
export async function prepareRun(
  context: RunContext,
  given: RunRequest,
  signal: AbortSignal,
  extras: RunExtras = {},
): Promise<PreparedRun> {
  const began = performance.now();
  const request = runRequestSchema.parse(given);
  const { sample, question, image } = await subject(context, request);
  const { facts } = await context.facts.read();
  const sampleFact = facts.find((fact) => fact.id === sample?.factId) ?? null;
  const named = await Promise.all((request.factIds ?? []).map((id) => context.facts.get(id)));
  signal.throwIfAborted();
  const method: Method = request.method;
  const mode: RetrievalMode | undefined = request.retrieval;
  const prepared = await preparePrompt(
    context.retriever,
    {
      method,
      question,
      image: image?.loaded ?? null,
      sample,
      sampleFact,
      given: named,
      mode,
      theta: request.theta,
      facts,
    },
    signal,
  );
  signal.throwIfAborted();
  const engine = context.engine.describe();
  const start = runEventSchema.parse({
    type: 'start',
    id: `t-${Date.now().toString(36)}-${randomBytes(3).toString('hex')}`,
    question,
    image: image?.stored ?? null,
    sample: sample === null ? null : sampleSchema.parse(sample),
    sampleFact: sampleFact === null ? null : editFactSchema.parse(sampleFact),
    facts: prepared.facts.map((fact) => editFactSchema.parse(fact)),
    retrieval: prepared.retrieval === null ? null : retrievalSchema.parse(prepared.retrieval),
    method,
    model: engine.model,
    engine: engine.url ?? engine.kind,
    prompt: renderChat(prepared.prompt.messages),
  } satisfies Record<keyof PreparedRun['start'], unknown>);
  if (start.type !== 'start') throw new TypeError('a start event was parsed as another');
  return {
    start,
    notices: prepared.notices,
    prompt: prepared.prompt,
    image: image?.loaded ?? null,
    options: {
      maxTokens: request.maxTokens ?? DEFAULT_MAX_TOKENS,
      temperature: request.temperature ?? 0,
      seed: request.seed ?? null,
    },
    store: request.store,
    run: extras.run ?? null,
    began,
    created: new Date().toISOString(),
    engine: context.engine,
  };
}

interface Subject {
  readonly sample: Sample | null;
  readonly question: string;
  readonly image: { readonly loaded: LoadedImage; readonly stored: string | null } | null;
}

/** What is asked: a sample, or a question with an optional picture. */
async function subject(context: RunContext, request: ReturnType<typeof runRequestSchema.parse>): Promise<Subject> {
  if (request.sampleId !== undefined) {
    if (request.question !== undefined || request.image !== undefined) throw evalsError.sampleOrQuestion();
    const sample = await context.samples.get(request.sampleId);
    const loaded = sample.image === null ? null : await loadStoredImage(context.workspace, sample.image);
    return { sample, question: sample.question, image: loaded === null ? null : { loaded, stored: loaded.stored } };
  }
  const question = request.question?.trim() ?? '';
  if (question === '') throw evalsError.noQuestion();
  if (request.image === undefined) return { sample: null, question, image: null };
  const loaded = await loadImage(context.workspace, request.image);
  if (!request.store) return { sample: null, question, image: { loaded, stored: loaded.stored } };
  await prepareWorkspace(context.workspace);
  return { sample: null, question, image: { loaded, stored: await storeImage(context.workspace, loaded) } };
}
