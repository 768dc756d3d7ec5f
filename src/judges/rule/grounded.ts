import {
  answerSpan,
  findImpliedRejection,
  findRejections,
  read,
  reasoningOf,
  type ScannedTrace,
  type Step,
} from '../../trace/index.ts';
import { findMatch } from './answer.ts';
import type { Evidence, JudgeContext, RuleVerdict } from './types.ts';

/** P1 with its evidence: whether the answer is the target, grounded in the fact, which is not rejected (protocol §4). */
export function judgeGrounded(
  text: string,
  trace: ScannedTrace,
  context: JudgeContext,
): { readonly P1: NonNullable<RuleVerdict['P1']>; readonly evidence: readonly Evidence[] } {
  const where = answerSpan(text, trace);
  const matched = findMatch(text, where, context);
  const match = matched !== null;
  const thinking = trace.steps.filter((step) => step.segment === 'think');
  const reasoning = reasoningOf(trace, where);
  const noThink = thinking.length === 0;
  const cited = firstCitation(thinking, context) ?? firstCitation(reasoning, context);
  const cites = noThink ? match : cited !== null;
  const explicit = findRejections(reasoning, context)[0];
  const rejection =
    explicit ??
    (match ? null : findImpliedRejection(reasoning, withRival(text.slice(where.start, where.end), reasoning, context)));
  const rejects = rejection !== null;
  const gs = match && cites && !rejects ? 1 : 0;
  const inThink = cited !== null && thinking.some((step) => step.start <= cited.start && cited.end <= step.end);
  const evidence: Evidence[] = [];
  if (matched !== null) evidence.push({ finding: 'P1.match', ...matched });
  if (cited !== null) evidence.push({ finding: 'P1.cites', start: cited.start, end: cited.end });
  if (rejection !== null) evidence.push({ finding: 'P1.rejects', start: rejection.start, end: rejection.end });
  return {
    P1: { match, cites, rejects, noThink, gs, gsStrict: gs === 1 && trace.schema.valid && inThink ? 1 : 0 },
    evidence,
  };
}

/** Longest answer, in characters, that is taken for a name. */
const LONGEST_NAME = 80;

/**
 * Where the old answer is not known, an answer that is not the target is what the fact was given up for; but not one
 * that the thinking takes for the fact's own, such as a misspelt target.
 */
function withRival(answer: string, reasoning: readonly Step[], context: JudgeContext): JudgeContext {
  const name = answer.trim().replace(/[.!]$/u, '');
  if ((context.preEdit ?? '') !== '' || name === '' || name.length > LONGEST_NAME) return context;
  const takenForFact = reasoning.some((step) => {
    const reading = read(step.text, context);
    return reading.phrases('fact').length > 0 && reading.target().length === 0 && reading.mentions([name]).length > 0;
  });
  return takenForFact ? context : { ...context, preEdit: name };
}

/** The first place where reasoning refers to the fact or reasons from its target, not negated. */
function firstCitation(
  steps: readonly Step[],
  context: JudgeContext,
): { readonly start: number; readonly end: number } | null {
  for (const step of steps) {
    const reading = read(step.text, context);
    const found = reading.phrases('fact')[0] ?? reading.target().find((span) => !reading.isNegated(span));
    if (found !== undefined) return { start: step.start + found.start, end: step.start + found.end };
  }
  return null;
}
