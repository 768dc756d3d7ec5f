import { findNames, fold, isFormer, isNegated } from '../../text/index.ts';
import { answerSpan, findRolePhrases, hopsOf, type ScannedTrace, type Span, type Step } from '../../trace/index.ts';
import type { Evidence, Intermediate, JudgeContext, RuleVerdict } from './types.ts';

interface HopFinding {
  readonly intermediate: Intermediate;
  readonly span: Span | null;
}

/** P3 with its evidence: from which entity the answering hop is taken (protocol §4). */
export function judgeMultiHop(
  text: string,
  trace: ScannedTrace,
  context: JudgeContext,
): { readonly P3: NonNullable<RuleVerdict['P3']>; readonly evidence: readonly Evidence[] } {
  const where = answerSpan(text, trace);
  const steps = trace.steps.filter((step) => step.segment !== 'answer' && step.start < where.start);
  const found = hopsOf(context).map((hop) => findIntermediate(steps, hop.edited, hop.visual));
  const visual = found.find((finding) => finding.intermediate === 'visual');
  const allEdited = found.length > 0 && found.every((finding) => finding.intermediate === 'edited');
  const last = found.at(-1) ?? otherOrNone(steps);
  const chosen = visual ?? (allEdited ? last : (found.findLast((f) => f.intermediate !== 'edited') ?? last));
  return {
    P3: { intermediate: chosen.intermediate, iu: allEdited ? 1 : 0, uvi: visual === undefined ? 0 : 1 },
    evidence:
      chosen.span === null ? [] : [{ finding: 'P3.intermediate', start: chosen.span.start, end: chosen.span.end }],
  };
}

/** The last unnegated step that speaks of either entity of the hop decides; in it, the last of the two. */
function findIntermediate(steps: readonly Step[], edited: string, visual: string): HopFinding {
  for (const step of [...steps].reverse()) {
    const folded = fold(step.text);
    const mention = findNames(folded, [edited, visual]).findLast(
      (span) => !isNegated(step.text, span) && !(span.name === visual && isFormer(step.text, span)),
    );
    if (mention === undefined) continue;
    const span = { start: step.start + mention.start, end: step.start + mention.end };
    return { intermediate: mention.name === edited ? 'edited' : 'visual', span };
  }
  return otherOrNone(steps);
}

/** A step that ties two entities together, neither of them known. */
function otherOrNone(steps: readonly Step[]): HopFinding {
  for (const step of [...steps].reverse()) {
    const cue = findRolePhrases(step.text, 'hop')[0];
    if (cue !== undefined) {
      return { intermediate: 'other', span: { start: step.start + cue.start, end: step.start + cue.end } };
    }
  }
  return { intermediate: 'none', span: null };
}
