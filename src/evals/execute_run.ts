import {
  asCraneError,
  traceSchema,
  type CraneError,
  type Notice,
  type RunEvent,
  type Trace,
} from '../protocol/index.ts';
import { assess } from './assess.ts';
import type { RunContext } from './context.ts';
import type { PreparedRun } from './prepare_run.ts';

/** What has come out of a generation so far. */
interface Output {
  text: string;
  readonly notices: Notice[];
  finishReason: string | null;
  serverSplit: boolean;
  tokens: number;
  pieces: number;
  firstTokenMs: number | null;
}

/**
 * Generates, judges and stores a prepared run and returns its trace. `emit` gets the events in their order (start,
 * delta and notice, then end or error) and is waited for, so that a slow reader slows the generation. When `signal` is
 * aborted the generation stops, what there is becomes a trace with the status `aborted`, and nothing more is emitted.
 */
export async function executeRun(
  context: RunContext,
  run: PreparedRun,
  emit: (event: RunEvent) => Promise<void> | void,
  signal: AbortSignal,
): Promise<Trace> {
  const output: Output = {
    text: '',
    notices: [],
    finishReason: null,
    serverSplit: false,
    tokens: 0,
    pieces: 0,
    firstTokenMs: null,
  };
  let failure: CraneError | null = null;
  try {
    await emit(run.start);
    for (const notice of run.notices) {
      output.notices.push(notice);
      await emit({ type: 'notice', notice });
    }
    await generate(run, output, emit, signal);
  } catch (error) {
    if (!signal.aborted) failure = asCraneError(error);
  }
  const status = signal.aborted ? 'aborted' : failure === null ? 'done' : 'error';
  const trace = finished(context, run, output, status, failure);
  const stored = run.store ? storeTrace(context, trace) : trace;
  if (status === 'done') await emit({ type: 'end', trace: stored });
  if (failure !== null)
    await emit({
      type: 'error',
      error: { code: failure.code, message: failure.message, mend: failure.mend },
      trace: stored,
    });
  return stored;
}

async function generate(
  run: PreparedRun,
  output: Output,
  emit: (event: RunEvent) => Promise<void> | void,
  signal: AbortSignal,
): Promise<void> {
  const names = run.start.facts.flatMap((fact) => [fact.target, fact.preEdit ?? '', ...fact.aliases]);
  const request = { prompt: run.prompt, image: run.image, names, options: run.options };
  for await (const event of run.engine.generate(request, signal)) {
    switch (event.type) {
      case 'text':
        output.firstTokenMs ??= performance.now() - run.began;
        output.text += event.text;
        output.pieces += 1;
        await emit({ type: 'delta', text: event.text });
        break;
      case 'notice':
        output.notices.push(event.notice);
        await emit({ type: 'notice', notice: event.notice });
        break;
      case 'finish':
        output.finishReason = event.reason;
        output.serverSplit = event.serverSplit;
        output.tokens = event.tokens ?? output.pieces;
        break;
    }
    signal.throwIfAborted();
  }
}

/** The trace of what came out, with steps, labels, verdict and rewards. */
function finished(
  context: RunContext,
  run: PreparedRun,
  output: Output,
  status: Trace['status'],
  failure: CraneError | null,
): Trace {
  const { start } = run;
  const assessment = assess({
    text: output.text,
    sample: start.sample,
    sampleFact: start.sampleFact,
    facts: start.facts,
    retrieval: start.retrieval,
    finishReason: output.finishReason,
    serverSplit: output.serverSplit,
    reasoning: context.traits.reasoning,
    // What was stopped or broke off says nothing about the model.
    judged: status === 'done',
  });
  return traceSchema.parse({
    ...assessment,
    id: start.id,
    method: start.method,
    model: start.model,
    promptVersion: run.prompt.version,
    sampleId: start.sample?.id ?? null,
    factIds: start.facts.map((fact) => fact.id),
    retrieval: start.retrieval,
    text: output.text,
    finishReason: output.finishReason,
    timings: {
      firstTokenMs: output.firstTokenMs,
      totalMs: performance.now() - run.began,
      tokens: output.tokens === 0 ? output.pieces : output.tokens,
    },
    parent: null,
    created: run.created,
    status,
    error: failure === null ? null : `${failure.message} ${failure.mend}`,
    question: start.question,
    image: start.image,
    sample: start.sample,
    facts: start.facts,
    sampleFact: start.sampleFact,
    prompt: start.prompt,
    engine: start.engine,
    seed: run.options.seed,
    notices: output.notices,
    run: run.run,
  } satisfies Record<keyof Trace, unknown>);
}

/** A trace that cannot be stored is still shown, with a notice that says so. */
function storeTrace(context: RunContext, trace: Trace): Trace {
  try {
    context.store().put(trace);
    return trace;
  } catch (error) {
    const { message, mend } = asCraneError(error);
    return { ...trace, notices: [...trace.notices, { code: 'not-stored', message: `${message} ${mend}` }] };
  }
}
