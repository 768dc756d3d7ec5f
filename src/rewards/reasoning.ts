import {
  compilePhrases,
  findNames,
  findPhrases,
  fold,
  isNegated,
  PHANTOM_IMAGE,
  findPartialMention,
} from '../text/index.ts';
import {
  answerSpan,
  findAnswerUse,
  findRejections,
  findRolePhrases,
  findTarget,
  findThinkingUse,
  namesOf,
  ROLES,
  setsAside,
  targetNamesOf,
  type ScannedTrace,
  type Span,
  type Step,
  type TraceContext,
} from '../trace/index.ts';
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
      return override(think, earning, context);
    case 'locality':
      return isolateImage(input, trace, think, earning, context);
    case 'text_locality':
      return isolateText(input, trace, think, earning);
  }
}

/** Words of a step that belong neither to a list nor to a name. */
export function ownWords(step: Step, context: TraceContext): number {
  const taken: Span[] = [...findNames(fold(step.text), namesOf(context)), ...findPhrases(step.text, phantom)];
  for (const role of ROLES) if (role !== 'hop') taken.push(...findRolePhrases(step.text, role));
  let own = 0;
  for (const match of step.text.matchAll(WORD)) {
    const end = match.index + match[0].length;
    if (!taken.some((span) => span.start < end && match.index < span.end)) own += 1;
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

const factPhrase = (step: Step): Span | undefined => findRolePhrases(step.text, 'fact')[0];

function targetMention(step: Step, context: TraceContext): Span | undefined {
  const folded = fold(step.text);
  const partial = targetNamesOf(context).map((name) => findPartialMention(folded, name));
  const mentions = [...findTarget(folded, context), ...partial.filter((span) => span !== null)];
  return mentions.find((span) => !isNegated(step.text, span));
}

/** R_align: 1 for a reference to the fact and its target, 0.5 for one of the two. */
function align(steps: readonly Step[], context: TraceContext): ComponentScore {
  const found = [first(steps, factPhrase), first(steps, (step) => targetMention(step, context))];
  return halves(found);
}

/** R_override: 1 for a pivot and a reference to the fact (or its target), 0.5 for one; 0 where the fact is rejected. */
function override(think: readonly Step[], steps: readonly Step[], context: TraceContext): ComponentScore {
  const rejection = findRejections(think, context)[0];
  if (rejection !== undefined) return { score: 0, evidence: [minus(rejection)] };
  const pivot = first(steps, (step) => findRolePhrases(step.text, 'pivot')[0]);
  const reference = first(steps, (step) => factPhrase(step) ?? targetMention(step, context));
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
  const inAnswer = findAnswerUse(input.output, answerSpan(input.output, trace), context);
  const inThinking = findThinkingUse(think, inAnswer !== null, context);
  const used = [inThinking, inAnswer].filter((span) => span !== null);
  if (used.length > 0) return { score: 0, evidence: used.map(minus) };
  if (input.fact === null) return { score: 1, evidence: [] };
  const recognised = first(steps, (step) => setsAside(step.text) ?? otherEntity(step, context));
  return recognised === null ? { score: 0, evidence: [] } : { score: 1, evidence: [plus(recognised)] };
}

/** Another entity than the fact's: the fact's own names denied, or the right answer seen in the image. */
function otherEntity(step: Step, context: TraceContext): Span | undefined {
  const { text } = step;
  const folded = fold(text);
  const denied = findTarget(folded, context).find((span) => isNegated(text, span));
  if (denied !== undefined) return denied;
  if (findRolePhrases(text, 'visual').length === 0) return undefined;
  return findNames(folded, context.gold ?? []).find((span) => !isNegated(text, span));
}

/** R_isolate for a question without an image: 0 where an image is invented, 1 where the fact is seen not to apply. */
function isolateText(
  input: RewardInput,
  trace: ScannedTrace,
  think: readonly Step[],
  steps: readonly Step[],
): ComponentScore {
  const answers = trace.steps.filter((step) => step.segment === 'answer');
  const invented = first([...think, ...answers], (step) =>
    findPhrases(step.text, phantom).find((span) => !isNegated(step.text, span)),
  );
  if (invented !== null) return { score: 0, evidence: [minus(invented)] };
  if (input.fact === null) return { score: 1, evidence: [] };
  const recognised = first(steps, (step) => setsAside(step.text));
  return recognised === null ? { score: 0.5, evidence: [] } : { score: 1, evidence: [plus(recognised)] };
}
