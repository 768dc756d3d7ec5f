import { read } from './reading.ts';
import type { Span, Step, TraceContext } from './types.ts';

/** A finding with the step it stands in; offsets into the whole output. */
export interface Finding extends Span {
  readonly step: Step;
}

type Side = 'fact' | 'image';

/** Something in a step that speaks for the fact or for the image. */
interface Voice extends Span {
  readonly side: Side;
  readonly named: boolean;
}

/**
 * What a step speaks for, in order: the fact (by reference or target) or the image (by what it shows or by the old
 * name). Negated, conceded and former mentions are left out. Offsets into the step's text.
 */
function voicesOf(step: Step, context: TraceContext): readonly Voice[] {
  const reading = read(step.text, context);
  const stands = (span: Span): boolean => !reading.isNegated(span) && !reading.isConceded(span);
  const voice =
    (side: Side, named: boolean) =>
    (span: Span): Voice => ({ start: span.start, end: span.end, side, named });
  const voices: Voice[] = [
    ...reading.phrases('fact').filter(stands).map(voice('fact', false)),
    ...reading.target().filter(stands).map(voice('fact', true)),
    ...reading.phrases('visual').filter(stands).map(voice('image', false)),
    ...reading
      .oldName()
      .filter((span) => stands(span) && !reading.isFormer(span))
      .map(voice('image', true)),
  ];
  return voices.sort((a, b) => a.start - b.start);
}

/** The side that a step ends on: its last name, or where it names nothing its last phrase. */
function lastSide(voices: readonly Voice[]): Side | null {
  return (voices.findLast((voice) => voice.named) ?? voices.at(-1))?.side ?? null;
}

/**
 * Explicit rejections of the edit fact in a chain of steps ("the edit fact is wrong", "I trust the image"). One that is
 * negated, conceded ("although the fact seems wrong, …") or taken back later by an explicit commitment to the fact is
 * none.
 */
export function findRejections(steps: readonly Step[], context: TraceContext): readonly Finding[] {
  const found: Finding[] = [];
  steps.forEach((step, i) => {
    for (const span of read(step.text, context).phrases('rejection')) {
      if (read(step.text, context).isConceded(span) || isTakenBack(steps, i, span.end, context)) continue;
      found.push({ step, start: step.start + span.start, end: step.start + span.end });
    }
  });
  return found;
}

/** Whether after offset `from` of step `i` the chain commits to the fact: in the same sentence, or later after a pivot. */
function isTakenBack(steps: readonly Step[], i: number, from: number, context: TraceContext): boolean {
  let pivoted = false;
  for (const [j, step] of steps.entries()) {
    if (j < i) continue;
    const floor = j === i ? from : 0;
    const after = (span: Span): boolean => span.start >= floor;
    pivoted ||= j > i && step.roles.includes('pivot');
    if (j > i && !pivoted) continue;
    const commits = read(step.text, context).phrases('commitment').some(after);
    if (commits && lastSide(voicesOf(step, context).filter(after)) === 'fact') return true;
  }
  return false;
}

/** Whether a step commits to the edit fact: decides, and ends on the fact's side. */
export function commitsToFact(step: Step, context: TraceContext): boolean {
  return step.roles.includes('commitment') && lastSide(voicesOf(step, context)) === 'fact';
}

/**
 * A rejection that is not put in words: after the fact is acknowledged the chain turns to the image or the old name,
 * and does not come back. Naming the old name is a turn; speaking of what is seen is one only after a pivot or a
 * contradiction; saying of the fact that it does not apply is one where it does. Null where the chain ends on the fact.
 */
export function findImpliedRejection(steps: readonly Step[], context: TraceContext): Finding | null {
  let acknowledged = false;
  let turning = false;
  let rejecting: Finding | null = null;
  for (const step of steps) {
    const voices = voicesOf(step, context);
    const side = lastSide(voices);
    acknowledged ||= step.roles.includes('fact');
    const dismissal = step.roleSpans.find((item) => item.role === 'irrelevance');
    if (dismissal !== undefined && step.roles.includes('fact')) {
      rejecting ??= { step, start: dismissal.start, end: step.end };
      continue;
    }
    turning ||= acknowledged && (step.roles.includes('pivot') || step.roles.includes('contradiction'));
    if (side === 'fact') rejecting = null;
    else if (side === 'image' && acknowledged && rejecting === null && (turning || voices.some((v) => v.named))) {
      const pivot = step.roleSpans.find((item) => item.role === 'pivot');
      rejecting = { step, start: pivot?.start ?? step.start, end: step.end };
    }
  }
  return rejecting;
}
