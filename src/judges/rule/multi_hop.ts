import { findName, findNames, fold } from '../../text/index.ts';
import {
  answerSpan,
  commitsToFact,
  findRejections,
  hopsOf,
  read,
  reasoningOf,
  type ScannedTrace,
  type Span,
  type Step,
} from '../../trace/index.ts';
import { hopSubject } from './hop_subject.ts';
import type { Evidence, Intermediate, JudgeContext, RuleVerdict } from './types.ts';

interface HopFinding {
  readonly intermediate: Intermediate;
  readonly span: Span | null;
}

type Known = { readonly edited: string; readonly visual: string };

/** P3 with its evidence: from which entity the answering hop is taken (protocol §4). */
export function judgeMultiHop(
  text: string,
  trace: ScannedTrace,
  context: JudgeContext,
): { readonly P3: NonNullable<RuleVerdict['P3']>; readonly evidence: readonly Evidence[] } {
  const where = answerSpan(text, trace);
  const steps = reasoningOf(trace, where).filter((step) => step.start < where.start);
  const hops = hopsOf(context);
  const found = hops.map((hop, i) => findIntermediate(steps, hop, i === 0, context));
  const foreign = findForeignHop(steps, hops, found.at(-1)?.span ?? null);
  if (foreign !== null) found.splice(Math.max(0, found.length - 1), 1, foreign);
  const visual = found.find((finding) => finding.intermediate === 'visual');
  const allEdited = found.length > 0 && found.every((finding) => finding.intermediate === 'edited');
  const weakest = found.findLast((finding) => finding.intermediate !== 'edited');
  const chosen = visual ?? weakest ?? found.at(-1) ?? anyHop(steps, context);
  const span = chosen.span;
  return {
    P3: { intermediate: chosen.intermediate, iu: allEdited ? 1 : 0, uvi: visual === undefined ? 0 : 1 },
    evidence: span === null ? [] : [{ finding: 'P3.intermediate', start: span.start, end: span.end }],
  };
}

/**
 * The last step that takes a side on this hop: by naming either entity, unnegated and as more than the former name, or
 * for the first hop by committing to the edit fact or rejecting it without naming anything.
 */
function findIntermediate(steps: readonly Step[], hop: Known, isFirst: boolean, context: JudgeContext): HopFinding {
  const rejections = isFirst ? findRejections(steps, context) : [];
  for (const step of [...steps].reverse()) {
    const mention = lastMention(step, hop, context);
    if (mention !== null) return mention;
    if (!isFirst) continue;
    const rejection = rejections.find((finding) => finding.step === step);
    if (rejection !== undefined) return { intermediate: 'visual', span: rejection };
    if (commitsToFact(step, context) && step.roles.includes('fact')) return { intermediate: 'edited', span: step };
  }
  return anyHop(steps, context);
}

function lastMention(step: Step, hop: Known, context: JudgeContext): HopFinding | null {
  const reading = read(step.text, context);
  const mentions = reading
    .mentions([hop.edited, hop.visual])
    .filter((span) => !reading.isNegated(span) && !(span.name === hop.visual && reading.isFormer(span)));
  const mention = mentions.findLast((span) => !reading.isConceded(span)) ?? mentions.at(-1);
  if (mention === undefined) return null;
  const span = { start: step.start + mention.start, end: step.start + mention.end };
  return { intermediate: mention.name === hop.edited ? 'edited' : 'visual', span };
}

/** Without a known name: a step that ties two entities together takes the hop from another one. */
function anyHop(steps: readonly Step[], context: JudgeContext): HopFinding {
  for (const step of [...steps].reverse()) {
    const cue = read(step.text, context).phrases('hop')[0];
    if (cue !== undefined) {
      return { intermediate: 'other', span: { start: step.start + cue.start, end: step.start + cue.end } };
    }
  }
  return { intermediate: 'none', span: null };
}

const IDENTIFIES =
  /^(?:(?:but|however|so|and|yet|actually|really),? )?(?:this|that|it|the \w+) (?:is|must be|looks like)\b/iu;

/**
 * A last hop that starts from an entity which the chain did not lead to: its subject is no known name, and it turns up
 * there for the first time, or was named as what the image shows after the known names. `anchor` is where the last
 * known name stands; a hop before it decides nothing.
 */
function findForeignHop(steps: readonly Step[], hops: readonly Known[], anchor: Span | null): HopFinding | null {
  const known = hops.flatMap((hop) => [hop.edited, hop.visual]);
  for (const [i, step] of [...steps.entries()].reverse()) {
    if (anchor !== null && step.start <= anchor.start) return null;
    if (findNames(fold(step.text), known).length > 0) return null;
    const subject = hopSubject(step.text);
    if (subject === null) continue;
    const name = step.text.slice(subject.start, subject.end);
    const origin = steps.find((earlier) => findName(earlier.text, name).length > 0);
    const foreign =
      origin === undefined ||
      origin === steps[i] ||
      ((anchor === null || origin.start > anchor.start) &&
        (origin.roles.includes('visual') || IDENTIFIES.test(origin.text)));
    if (!foreign) return null;
    return { intermediate: 'other', span: { start: step.start + subject.start, end: step.start + subject.end } };
  }
  return null;
}
