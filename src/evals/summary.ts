import type { Trace, TraceSummary, Verdict } from '../protocol/index.ts';

/** 1 good, 0 bad, null where the verdict says nothing: GS, EI or IU, whichever applies (protocol §3). */
export function outcomeOf(verdict: Verdict | undefined): 0 | 1 | null {
  if (verdict === undefined) return null;
  return verdict.P1?.gs ?? verdict.P2?.ei ?? verdict.P3?.iu ?? null;
}

/** The text inside the answer block; null where the trace has none. */
export function answerText(trace: Pick<Trace, 'steps'>): string | null {
  const parts = trace.steps.filter((step) => step.segment === 'answer').map((step) => step.text);
  return parts.length === 0 ? null : parts.join('\n');
}

/** The row of the Runs view for a trace; its outcome is the latest verdict's. */
export function summariseTrace(trace: Trace): TraceSummary {
  return {
    id: trace.id,
    method: trace.method,
    model: trace.model,
    sampleId: trace.sampleId,
    factIds: trace.factIds,
    finishReason: trace.finishReason,
    parent: trace.parent,
    created: trace.created,
    status: trace.status,
    question: trace.question,
    image: trace.image,
    run: trace.run,
    answer: answerText(trace),
    valid: trace.schema.valid,
    labels: [...new Set(trace.labels.map((label) => label.mode))],
    sampleType: trace.sample?.type ?? null,
    probe: trace.sample?.probe ?? null,
    outcome: outcomeOf(trace.verdicts.at(-1)),
  };
}
