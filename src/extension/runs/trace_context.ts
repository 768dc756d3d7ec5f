import { supersedes } from '../../facts/supersedes.ts';
import type { TraceContext } from '../../trace/index.ts';
import type { TraceState } from './trace_state.ts';

type Known = Pick<TraceState, 'sample' | 'sampleFact' | 'facts' | 'retrieval' | 'finishReason' | 'schema'>;

/** What the scanner, the judge and the labels need to know besides the text; the same as the server tells them. */
export function contextOf(state: Known): TraceContext {
  const { sample } = state;
  const notes = state.schema?.notes ?? [];
  const context: TraceContext = {
    fact: factInQuestion(state),
    finishReason: state.finishReason,
    templateOpened: notes.includes('template-opened'),
    serverSplit: notes.includes('server-split'),
  };
  if (sample === null) return context;
  return {
    ...context,
    sampleType: sample.type,
    probe: sample.probe,
    gold: sample.gold,
    preEdit: sample.preEdit,
    hops: sample.hops,
    retrieval: retrievalContext(state),
  };
}

/** The fact that should be taken (normal, conflict), or that must not spill over (locality, free questions). */
export function factInQuestion(state: Pick<Known, 'sample' | 'sampleFact' | 'facts'>): TraceState['sampleFact'] {
  const delivered = state.facts[0] ?? null;
  if (state.sample === null || isLocality(state)) return delivered ?? state.sampleFact;
  return rightFact(state);
}

/** The sample's own fact, or the delivered one that has taken its place. */
function rightFact({ sampleFact, facts }: Pick<Known, 'sampleFact' | 'facts'>): TraceState['sampleFact'] {
  const delivered = facts[0] ?? null;
  if (sampleFact === null) return delivered;
  return delivered !== null && supersedes(delivered, sampleFact) ? delivered : sampleFact;
}

/** Only a search can miss or hit falsely; where the sample's own fact is gone, nobody can say which would be right. */
function retrievalContext(state: Known): NonNullable<TraceContext['retrieval']> | null {
  if (state.retrieval?.mode !== 'own') return null;
  const locality = isLocality(state);
  if (state.sampleFact === null && !locality) return null;
  const right = locality ? null : rightFact(state);
  return {
    rightFactExists: right?.enabled === true,
    rightFactId: right?.id ?? null,
    usedFactId: state.facts[0]?.id ?? null,
  };
}

function isLocality({ sample }: Pick<Known, 'sample'>): boolean {
  return sample?.type === 'locality' || sample?.type === 'text_locality';
}
