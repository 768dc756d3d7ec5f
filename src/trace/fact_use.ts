import {
  compilePhrases,
  findName,
  findNames,
  findPhrases,
  fold,
  isConceded,
  isNegated,
  REPORTS,
} from '../text/index.ts';
import { findTarget, targetNamesOf } from './context.ts';
import { findRolePhrases } from './roles.ts';
import type { Span, Step, TraceContext } from './types.ts';

const reports = compilePhrases(REPORTS);

/** Mentions of the target that are not part of a right answer: where a gold answer holds the name, naming it is right. */
function foreignTargets(text: string, context: TraceContext): readonly Span[] {
  const gold = (context.gold ?? []).flatMap((name) => findName(text, name));
  return findTarget(fold(text), context).filter(
    (span) => !gold.some((g) => g.start <= span.start && span.end <= g.end),
  );
}

/** Whether a sentence sets the fact aside: says that it does not apply, or throws it out. */
export function setsAside(text: string): Span | null {
  return findRolePhrases(text, 'irrelevance')[0] ?? findRolePhrases(text, 'rejection')[0] ?? null;
}

/** Where an answer uses the fact: it asserts the target, and does not set the fact aside. Offsets of the whole output. */
export function findAnswerUse(text: string, where: Span, context: TraceContext): Span | null {
  const answer = text.slice(where.start, where.end);
  if (setsAside(answer) !== null) return null;
  const used = foreignTargets(answer, context).find((span) => !isNegated(answer, span) && !isConceded(answer, span));
  return used === undefined ? null : { start: where.start + used.start, end: where.start + used.end };
}

type Stance = 'uses' | 'reports' | 'sets-aside';

interface Moment extends Span {
  readonly stance: Stance;
}

/**
 * Follows what the reasoning does with the fact. It is used where its target is asserted, or a decision is based on it,
 * and it is not set aside afterwards; repeating what the fact says is use only if the answer then takes it over.
 */
export function findThinkingUse(steps: readonly Step[], answerUses: boolean, context: TraceContext): Span | null {
  let used: Span | null = null;
  let reported: Span | null = null;
  for (const moment of steps.flatMap((step) => momentsOf(step, context))) {
    if (moment.stance === 'uses') used ??= moment;
    else if (moment.stance === 'reports') reported ??= moment;
    else {
      used = null;
      reported = null;
    }
  }
  if (used !== null) return { start: used.start, end: used.end };
  return answerUses && reported !== null ? { start: reported.start, end: reported.end } : null;
}

function momentsOf(step: Step, context: TraceContext): readonly Moment[] {
  const { text } = step;
  const at = (span: Span, stance: Stance): Moment => ({
    stance,
    start: step.start + span.start,
    end: step.start + span.end,
  });
  const aside = setsAside(text);
  if (aside !== null) return [at(aside, 'sets-aside')];
  const facts = findRolePhrases(text, 'fact');
  const commitment = findRolePhrases(text, 'commitment')[0];
  const mentions = foreignTargets(text, context);
  // A question asserts nothing.
  const asked = text.endsWith('?');
  const asserted = asked ? [] : mentions.filter((span) => !isNegated(text, span) && !isConceded(text, span));
  const denied = mentions.find((span) => isNegated(text, span));
  // "This is not X": the question is found to be about something else.
  if (denied !== undefined && asserted.length === 0) return [at(denied, 'sets-aside')];
  const [first] = asserted;
  if (first !== undefined) return [at(first, isReport(text, first, facts, commitment) ? 'reports' : 'uses')];
  const [fact] = facts;
  if (fact !== undefined && commitment !== undefined && targetNamesOf(context).length > 0) {
    const decided = findNames(fold(text), context.gold ?? []).length === 0;
    return decided && !findPhrases(text, reports).some((r) => r.start >= fact.end) ? [at(commitment, 'uses')] : [];
  }
  return [];
}

/** "The edit fact says … X": the name follows a reference to the fact and a verb of saying, and nothing is decided. */
function isReport(text: string, name: Span, facts: readonly Span[], commitment: Span | undefined): boolean {
  if (commitment !== undefined) return false;
  const fact = facts.find((span) => span.start < name.start);
  if (fact === undefined) return false;
  return findPhrases(text.slice(fact.start, name.start), reports).length > 0;
}
