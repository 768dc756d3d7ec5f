import { cutSentences, skipSpace, skipSpaceBack } from '../text/index.ts';
import { hideNames } from './reading.ts';
import { findRoles } from './roles.ts';
import type { Stretch } from './structure.ts';
import type { Segment, Span, Step, TraceContext } from './types.ts';

/**
 * Cuts the text between tags into steps (protocol §5): each sentence or item of the thinking, the answer as one, each
 * stretch outside both as one. A full stop inside a known name ends no sentence.
 */
export function cutSteps(text: string, stretches: readonly Stretch[], context: TraceContext): readonly Step[] {
  const steps: Step[] = [];
  const plain = hideNames(text, context);
  for (const stretch of stretches) {
    for (const span of cutStretch(plain, stretch))
      steps.push(makeStep(text, span, stretch.segment, steps.length, context));
  }
  return steps;
}

function cutStretch(text: string, stretch: Stretch): readonly Span[] {
  if (stretch.segment === 'think') return cutSentences(text, stretch.start, stretch.end);
  const start = skipSpace(text, stretch.start, stretch.end);
  const end = skipSpaceBack(text, start, stretch.end);
  return end > start ? [{ start, end }] : [];
}

function makeStep(text: string, span: Span, segment: Segment, index: number, context: TraceContext): Step {
  const own = text.slice(span.start, span.end);
  const roleSpans = findRoles(own, segment, span.start, context);
  return {
    index,
    segment,
    start: span.start,
    end: span.end,
    text: own,
    roles: roleSpans.map((r) => r.role),
    roleSpans,
  };
}
