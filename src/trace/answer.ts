import type { ScannedTrace } from './scanner.ts';
import type { Span, Step } from './types.ts';

/** The part of an output that counts as its answer: `<answer>`, or without one the last line with text in it. */
export function answerSpan(text: string, trace: ScannedTrace): Span {
  if (trace.answer !== null) return { start: trace.answer.start, end: trace.answer.end };
  const outside = trace.steps.findLast((step) => step.segment === 'outside');
  const last = outside ?? trace.steps.at(-1);
  if (last === undefined) return { start: text.length, end: text.length };
  const line = /[^\n\r\u0085\u2028\u2029]*$/u.exec(last.text)?.[0].length ?? last.text.length;
  return { start: last.end - line, end: last.end };
}

/** The steps that reason: all but those of the answer, `where`. */
export function reasoningOf(trace: ScannedTrace, where: Span): readonly Step[] {
  return trace.steps.filter(
    (step) => step.segment !== 'answer' && !(step.start >= where.start && step.end <= where.end),
  );
}
