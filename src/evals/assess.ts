import type { EditFact } from '../facts/index.ts';
import { supersedes } from '../facts/supersedes.ts';
import { explainTrace, type JudgeContext } from '../judges/rule/index.ts';
import type { Retrieval } from '../protocol/index.ts';
import { scoreOutput, type Rewards } from '../rewards/index.ts';
import type { Sample } from '../samples/index.ts';
import type { TraceContext } from '../trace/index.ts';

/** What is known of an output when it is judged. */
export interface AssessmentInput {
  readonly text: string;
  readonly sample: Sample | null;
  readonly sampleFact: EditFact | null;
  /** The facts in the prompt. */
  readonly facts: readonly EditFact[];
  readonly retrieval: Retrieval | null;
  readonly finishReason: string | null;
  readonly serverSplit: boolean;
  readonly reasoning: boolean;
  /** False for output that was stopped or broke off: it is read, not judged. */
  readonly judged: boolean;
}

/** Reads an output into steps and, where it is to be judged, adds the rule judge's verdict, its labels and the rewards. */
export function assess(input: AssessmentInput): {
  readonly schema: unknown;
  readonly steps: unknown;
  readonly labels: unknown;
  readonly verdicts: unknown;
  readonly rewards: Rewards | null;
} {
  const { trace, verdict } = explainTrace(input.text, contextOf(input));
  const { schema, steps, labels } = trace;
  if (!input.judged) return { schema, steps, labels: [], verdicts: [], rewards: null };
  return { schema, steps, labels, verdicts: [verdict], rewards: rewardsOf(input) };
}

/** What the scanner, the judge and the labels need to know besides the text. */
export function contextOf(input: Omit<AssessmentInput, 'text' | 'judged'>): JudgeContext {
  const { sample, finishReason, serverSplit, reasoning } = input;
  const fact = factInQuestion(input);
  const context: TraceContext = { finishReason, serverSplit, reasoning, fact };
  if (sample === null) return context;
  return {
    ...context,
    sampleType: sample.type,
    probe: sample.probe,
    gold: sample.gold,
    preEdit: sample.preEdit,
    hops: sample.hops,
    retrieval: retrievalContext(input),
  };
}

/** Null where the output belongs to no sample. */
export function rewardsOf(input: Omit<AssessmentInput, 'judged'>): Rewards | null {
  const { sample } = input;
  if (sample === null) return null;
  return scoreOutput({
    output: input.text,
    sampleType: sample.type,
    fact: isLocality(sample.type) ? (input.facts[0] ?? null) : factInQuestion(input),
    gold: sample.gold,
    preEdit: sample.preEdit,
  });
}

/** The fact that should be taken (normal, conflict), or that must not spill over (locality). */
function factInQuestion({ sample, sampleFact, facts }: Pick<AssessmentInput, 'sample' | 'sampleFact' | 'facts'>) {
  const delivered = facts[0] ?? null;
  if (sample === null || isLocality(sample.type)) return delivered ?? sampleFact;
  return rightFact(sampleFact, delivered);
}

/** The sample's own fact, or the delivered one that has taken its place. */
function rightFact(sampleFact: EditFact | null, delivered: EditFact | null): EditFact | null {
  if (sampleFact === null) return delivered;
  return delivered !== null && supersedes(delivered, sampleFact) ? delivered : sampleFact;
}

function isLocality(type: Sample['type']): boolean {
  return type === 'locality' || type === 'text_locality';
}

/** Only a search can miss or hit falsely; a fact that was given, or left out on purpose, did neither. */
function retrievalContext(
  input: Pick<AssessmentInput, 'sample' | 'sampleFact' | 'facts' | 'retrieval'>,
): NonNullable<TraceContext['retrieval']> | null {
  const { sample, sampleFact, facts, retrieval } = input;
  if (sample === null || retrieval?.mode !== 'own') return null;
  // The sample's own fact is gone: nobody can say which other one would be right.
  if (sampleFact === null && !isLocality(sample.type)) return null;
  const right = isLocality(sample.type) ? null : rightFact(sampleFact, facts[0] ?? null);
  return {
    rightFactExists: right?.enabled === true,
    rightFactId: right?.id ?? null,
    usedFactId: facts[0]?.id ?? null,
  };
}
