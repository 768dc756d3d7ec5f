import type { EditFact } from '../../facts/types.ts';
import type { Sample } from '../../samples/types.ts';
import type { Trace } from '../../protocol/trace_schema.ts';
import type { TraceViewState } from '../../protocol/webview.ts';

/**
 * Everything the views show of one trace, finished or still streaming. Unlike the webview's state it names images by
 * their path below `.crane/`, since each webview has URIs of its own.
 */
export type TraceState = Omit<TraceViewState, 'imageUri' | 'factImageUris'> & {
  /** Relative to `.crane/`, or null. */
  readonly image: string | null;
  readonly sampleId: string | null;
  /** ISO 8601; null until the run ends. */
  readonly created: string | null;
};

/** A run that was asked for and has not begun. */
export function waitingState(about: {
  readonly question: string;
  readonly image: string | null;
  readonly sample: Sample | null;
  readonly sampleFact: EditFact | null;
  readonly method: string;
}): TraceState {
  return {
    phase: 'waiting',
    id: null,
    title: titleOf(about.question),
    question: about.question,
    image: about.image,
    sampleId: about.sample?.id ?? null,
    created: null,
    method: about.method,
    model: '',
    engine: '',
    sample: about.sample === null ? null : copySample(about.sample),
    sampleFact: about.sampleFact === null ? null : copyFact(about.sampleFact),
    facts: [],
    retrieval: null,
    text: '',
    schema: null,
    steps: [],
    labels: [],
    verdicts: [],
    rewards: null,
    notices: [],
    prompt: '',
    timings: null,
    finishReason: null,
    error: null,
  };
}

/** A finished trace as the views show it. */
export function stateOfTrace(trace: Trace, mend = 'See the log, then run it again.'): TraceState {
  return {
    phase: trace.status,
    id: trace.id,
    title: titleOf(trace.question),
    question: trace.question,
    image: trace.image,
    sampleId: trace.sampleId,
    created: trace.created,
    method: trace.method,
    model: trace.model,
    engine: trace.engine,
    sample: trace.sample,
    sampleFact: trace.sampleFact,
    facts: trace.facts,
    retrieval: trace.retrieval,
    text: trace.text,
    schema: trace.schema,
    steps: trace.steps,
    labels: trace.labels,
    verdicts: trace.verdicts,
    rewards: trace.rewards,
    notices: trace.notices,
    prompt: trace.prompt,
    timings: trace.timings,
    finishReason: trace.finishReason,
    error: trace.error === null ? null : { message: trace.error, mend },
  };
}

const TITLE_LENGTH = 40;

/** The question, short enough for an editor tab. */
export function titleOf(question: string): string {
  const line = question.replace(/\s+/gu, ' ').trim();
  if (line === '') return 'Trace';
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1).trimEnd()}…`;
}

/** The webview's schema knows only mutable arrays, so the read-only ones are copied. */
function copySample(sample: Sample): NonNullable<TraceViewState['sample']> {
  return { ...sample, gold: [...sample.gold], hops: sample.hops.map((hop) => ({ ...hop })) };
}

function copyFact(fact: EditFact): NonNullable<TraceViewState['sampleFact']> {
  return { ...fact, aliases: [...fact.aliases], images: [...fact.images] };
}
