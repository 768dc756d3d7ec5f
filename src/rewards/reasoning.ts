import { compilePhrases, PHANTOM_IMAGE } from '../text/index.ts';
import {
  answerSpan,
  findFactUse,
  findImpliedRejection,
  findRejections,
  findTargetInPart,
  namesOf,
  read,
  ROLES,
  setsAside,
  type ScannedTrace,
  type Span,
  type Step,
  type TraceContext,
} from '../trace/index.ts';
import { scoreAccuracy } from './accuracy.ts';
import type { ComponentScore, RewardEvidence, RewardInput } from './types.ts';

/** A step must hold this many words besides list words and names to earn anything, so that word salad earns nothing. */
export const FEWEST_OWN_WORDS = 4;

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu;
const phantom = compilePhrases(PHANTOM_IMAGE);

/**
 * R_reasoning, the Cognitive Routing Reward (protocol §7; paper §V-C): R_align, R_override or R_isolate by sample type.
 * 0 whenever the schema is invalid. Presence counts, not frequency.
 */
export function scoreReasoning(input: RewardInput, trace: ScannedTrace, context: TraceContext): ComponentScore {
  if (!trace.schema.valid) return { score: 0, evidence: [] };
  const think = trace.steps.filter((step) => step.segment === 'think');
  const earning = think.filter((step) => ownWords(step, context) >= FEWEST_OWN_WORDS);
  switch (input.sampleType) {
    case 'normal':
      return align(earning, context);
    case 'conflict':
      return override(think, earning, context, isRight(input, trace, context));
    case 'locality':
      return isolateImage(input, trace, think, earning, context);
    case 'text_locality':
      return isolateText(input, trace, think, earning, context);
  }
}

/** Words that a list phrase may hold without being of the list: "according to the" takes one word, not three. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'a an the to of in on at is are was were be it its this that what i we does do can'.split(' '),
);

/** Words of a step that belong neither to a list nor to a name. */
export function ownWords(step: Step, context: TraceContext): number {
  const reading = read(step.text, context);
  const names: readonly Span[] = reading.mentions(namesOf(context));
  const listed: Span[] = [...reading.find(phantom)];
  for (const role of ROLES) if (role !== 'hop') listed.push(...reading.phrases(role));
  let own = 0;
  for (const match of step.text.matchAll(WORD)) {
    const end = match.index + match[0].length;
    const inside = (span: Span): boolean => span.start < end && match.index < span.end;
    if (names.some(inside)) continue;
    if (FUNCTION_WORDS.has(match[0].toLowerCase()) || !listed.some(inside)) own += 1;
  }
  return own;
}

function plus(span: Span): RewardEvidence {
  return { component: 'reasoning', start: span.start, end: span.end, effect: '+' };
}

function minus(span: Span): RewardEvidence {
  return { component: 'reasoning', start: span.start, end: span.end, effect: '-' };
}

function shift(step: Step, span: Span): Span {
  return { start: step.start + span.start, end: step.start + span.end };
}

/** The first span that `find` gives in any step, in offsets of the whole output. */
function first(steps: readonly Step[], find: (step: Step) => Span | null | undefined): Span | null {
  for (const step of steps) {
    const span = find(step);
    if (span !== null && span !== undefined) return shift(step, span);
  }
  return null;
}

/** R_align: 1 for a reference to the fact and its target, 0.5 for one of the two. */
function align(steps: readonly Step[], context: TraceContext): ComponentScore {
  const found = [
    first(steps, (step) => read(step.text, context).phrases('fact')[0]),
    first(steps, (step) => findTargetInPart(read(step.text, context), context, true)),
  ];
  return halves(found);
}

/** Whether the answer gives the target or a gold answer; then a turn in the thinking was no rejection. */
function isRight(input: RewardInput, trace: ScannedTrace, context: TraceContext): boolean {
  if (trace.answer === null) return false;
  const reading = read(trace.answer.text, context);
  const named = reading.target().some((span) => !reading.isNegated(span));
  return named || scoreAccuracy(trace, input.gold).score === 1;
}

/** R_override: 1 for a pivot and a reference to the fact (or its target), 0.5 for one; 0 where the fact is rejected. */
function override(
  think: readonly Step[],
  steps: readonly Step[],
  context: TraceContext,
  right: boolean,
): ComponentScore {
  const rejection = findRejections(think, context)[0] ?? (right ? null : findImpliedRejection(think, context));
  if (rejection !== null) return { score: 0, evidence: [minus(rejection)] };
  const pivot = first(steps, (step) => read(step.text, context).phrases('pivot')[0]);
  const reference = first(steps, (step) => {
    const reading = read(step.text, context);
    return reading.phrases('fact')[0] ?? findTargetInPart(reading, context, true);
  });
  return halves([pivot, reference]);
}

function halves(found: readonly (Span | null)[]): ComponentScore {
  const spans = found.filter((span) => span !== null);
  return { score: spans.length / 2, evidence: spans.map(plus) };
}

/** R_isolate for an image of another entity: 0 where the target is used, 1 where the fact is recognised as foreign. */
function isolateImage(
  input: RewardInput,
  trace: ScannedTrace,
  think: readonly Step[],
  steps: readonly Step[],
  context: TraceContext,
): ComponentScore {
  const use = findFactUse(input.output, answerSpan(input.output, trace), think, context);
  const used = [use.thinking, use.answer].filter((span) => span !== null);
  if (used.length > 0) return { score: 0, evidence: used.map(minus) };
  if (input.fact === null) return { score: 1, evidence: [] };
  const recognised = first(steps, (step) => setsAside(read(step.text, context)) ?? otherEntity(step, context));
  return recognised === null ? { score: 0, evidence: [] } : { score: 1, evidence: [plus(recognised)] };
}

/** Another entity than the fact's: the fact's own names denied, or the right answer seen in the image. */
function otherEntity(step: Step, context: TraceContext): Span | undefined {
  const reading = read(step.text, context);
  const denied = reading.target().find((span) => reading.isNegated(span));
  if (denied !== undefined) return denied;
  if (reading.phrases('visual').length === 0) return undefined;
  return reading.mentions(context.gold ?? []).find((span) => !reading.isNegated(span));
}

/** R_isolate for a question without an image: 0 where an image is invented, 1 where the fact is seen not to apply. */
function isolateText(
  input: RewardInput,
  trace: ScannedTrace,
  think: readonly Step[],
  steps: readonly Step[],
  context: TraceContext,
): ComponentScore {
  const answers = trace.steps.filter((step) => step.segment === 'answer');
  const invented = first([...think, ...answers], (step) => {
    const reading = read(step.text, context);
    return reading.find(phantom).find((span) => !reading.isNegated(span));
  });
  if (invented !== null) return { score: 0, evidence: [minus(invented)] };
  if (input.fact === null) return { score: 1, evidence: [] };
  const recognised = first(steps, (step) => setsAside(read(step.text, context)));
  return recognised === null ? { score: 0.5, evidence: [] } : { score: 1, evidence: [plus(recognised)] };
}
