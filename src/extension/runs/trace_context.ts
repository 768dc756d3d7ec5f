import type { TraceContext } from '../../trace/index.ts';
import type { TraceState } from './trace_state.ts';

/**
 * What the scanner, the judge and the labels need to know besides the text. The fact is the one that the sample is
 * about; for a free question the one that entered the prompt.
 */
export function contextOf(
  state: Pick<TraceState, 'sample' | 'sampleFact' | 'facts' | 'retrieval' | 'finishReason' | 'schema'>,
): TraceContext {
  const { sample, sampleFact } = state;
  const used = state.facts[0] ?? null;
  const fact = sampleFact ?? used;
  const notes = state.schema?.notes ?? [];
  return {
    ...(sample === null
      ? {}
      : {
          sampleType: sample.type,
          probe: sample.probe,
          gold: sample.gold,
          preEdit: sample.preEdit,
          hops: sample.hops,
        }),
    fact: fact === null ? null : { ...fact },
    finishReason: state.finishReason,
    templateOpened: notes.includes('template-opened'),
    serverSplit: notes.includes('server-split'),
    retrieval:
      // Without a sample, or when its own fact is gone, nobody can say which fact would be right.
      state.retrieval === null || sample === null || (sampleFact === null && !sample.type.endsWith('locality'))
        ? null
        : {
            rightFactExists: sampleFact !== null && sampleFact.enabled,
            usedFactId: state.retrieval.hits.find((hit) => hit.used)?.factId ?? null,
            rightFactId: sampleFact?.id ?? null,
          },
  };
}
