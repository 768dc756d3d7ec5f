import { fold } from '../text/index.ts';
import { findOldName } from './context.ts';
import type { ScannedTrace } from './scanner.ts';
import { findImpliedRejection, findRejections } from './stance.ts';
import type { FailureMode, Label, Span, Step, TraceContext } from './types.ts';

/** What labels need of a verdict; the rule judge's and the LLM judge's both fit. */
export interface VerdictForLabels {
  readonly P0: { readonly broken: boolean; readonly kind: string | null };
  readonly P1: { readonly match: boolean; readonly rejects: boolean; readonly gs: number } | null;
  readonly P2: { readonly ei: number } | null;
  readonly P3: { readonly uvi: number } | null;
  readonly judge: { readonly name: string; readonly version: string };
  readonly evidence: readonly (Span & { readonly finding: string })[];
}

type Related = Label['related'][number];
type LabelMaker = (text: string, trace: ScannedTrace, verdict: VerdictForLabels, context: TraceContext) => Label | null;

/**
 * The failure modes of one trace (protocol §5), from what the scanner read and what a judge found. Each points at its
 * evidence and names its source. Shallow internalization needs several traces: see `shallowInternalization`.
 */
export function labelTrace(
  text: string,
  trace: ScannedTrace,
  verdict: VerdictForLabels,
  context: TraceContext,
): readonly Label[] {
  return MAKERS.map((make) => make(text, trace, verdict, context)).filter((label) => label !== null);
}

function sourceOf(verdict: VerdictForLabels): string {
  return verdict.judge.name === 'rule' ? 'rule' : `${verdict.judge.name} ${verdict.judge.version}`;
}

function label(
  mode: FailureMode,
  source: string,
  span: Span,
  message: string,
  related: readonly Related[] = [],
): Label {
  return { mode, source, start: span.start, end: span.end, message, related };
}

function evidenceOf(verdict: VerdictForLabels, finding: string): Span | undefined {
  return verdict.evidence.find((item) => item.finding === finding);
}

function isReliability(context: TraceContext): boolean {
  return context.sampleType === 'normal' || context.sampleType === 'conflict';
}

const structuralCollapse: LabelMaker = (text, trace, verdict, context) => {
  if (context.reasoning === false) return null;
  const { valid, profile, issues } = trace.schema;
  if (valid && !verdict.P0.broken) return null;
  const end = { start: text.length, end: text.length };
  if (verdict.P0.broken) {
    const kind = verdict.P0.kind ?? 'broken';
    const message = `The output is broken (${kind}).`;
    return label(
      'structural-collapse',
      sourceOf(verdict),
      evidenceOf(verdict, 'P0.broken') ?? issues[0] ?? end,
      message,
    );
  }
  const codes = [...new Set(issues.map((issue) => issue.code))].join(', ');
  const message = `The output does not keep the think and answer schema (profile ${profile}${codes === '' ? '' : `: ${codes}`}).`;
  return label('structural-collapse', 'rule', issues[0] ?? end, message);
};

/** A step that describes, acknowledges, contradicts or rejects, as a related span. */
function relatedOf(step: Step | undefined, role: Related['role']): readonly Related[] {
  if (step === undefined) return [];
  const span = step.roleSpans.find((item) => item.role === role) ?? step;
  return [{ start: span.start, end: span.end, role }];
}

const cognitiveDissonance: LabelMaker = (_text, trace, verdict, context) => {
  if (!isReliability(context) || verdict.P1 === null) return null;
  if (!trace.schema.valid || verdict.P1.match || !verdict.P1.rejects) return null;
  const thinking = trace.steps.filter((step) => step.segment === 'think');
  const acknowledged = thinking.find((step) => step.roles.includes('fact'));
  const rejecting = findRejection(thinking, context, verdict);
  if (acknowledged === undefined || rejecting === undefined || rejecting.start < acknowledged.start) return null;
  const toPreEdit = trace.answer !== null && findOldName(fold(trace.answer.text), context).length > 0;
  const description = thinking.find((step) => step.roles.includes('visual'));
  const contradiction = thinking.find((step) => step.roles.includes('contradiction') || step.roles.includes('pivot'));
  const related: Related[] = [
    ...(description === undefined
      ? []
      : [{ start: description.start, end: description.end, role: 'description' as const }]),
    ...relatedOf(acknowledged, 'fact'),
    ...relatedOf(contradiction, contradiction?.roles.includes('contradiction') === true ? 'contradiction' : 'pivot'),
    { start: rejecting.start, end: rejecting.end, role: 'rejection' },
  ];
  const message = toPreEdit
    ? 'The thinking acknowledges the edit fact, then rejects it, and the answer is the old one.'
    : 'The thinking acknowledges the edit fact, then rejects it.';
  return { ...label('cognitive-dissonance', sourceOf(verdict), rejecting, message, related), toPreEdit };
};

function findRejection(thinking: readonly Step[], context: TraceContext, verdict: VerdictForLabels): Step | undefined {
  const evidence = evidenceOf(verdict, 'P1.rejects');
  const judged = evidence && thinking.find((step) => step.start <= evidence.start && evidence.start < step.end);
  return judged ?? findRejections(thinking, context)[0]?.step ?? findImpliedRejection(thinking, context)?.step;
}

const spuriousSuccess: LabelMaker = (text, trace, verdict, context) => {
  if (!isReliability(context) || verdict.P1?.match !== true || verdict.P1.gs === 1) return null;
  const span = evidenceOf(verdict, 'P1.match') ?? trace.answer ?? { start: text.length, end: text.length };
  const why = verdict.P1.rejects ? 'the thinking rejects the edit fact' : 'the thinking does not rest on the edit fact';
  const against = evidenceOf(verdict, 'P1.rejects');
  const related: readonly Related[] =
    against === undefined ? [] : [{ start: against.start, end: against.end, role: 'rejection' }];
  const whole = trace.answer === null ? span : { start: trace.answer.start, end: trace.answer.end };
  return label('spurious-success', sourceOf(verdict), whole, `The answer is the edit target, but ${why}.`, related);
};

const contamination: LabelMaker = (text, trace, verdict) => {
  if (verdict.P2 === null || verdict.P2.ei === 1) return null;
  const thinking = evidenceOf(verdict, 'P2.thinking');
  const answer = evidenceOf(verdict, 'P2.answer');
  const span = thinking ?? answer ?? { start: text.length, end: text.length };
  const step = trace.steps.find((item) => item.start <= span.start && span.start < item.end) ?? span;
  const where = thinking === undefined ? 'answer' : answer === undefined ? 'thinking' : 'thinking and the answer';
  const related: readonly Related[] =
    answer === undefined ? [] : [{ start: answer.start, end: answer.end, role: 'answer' }];
  return label(
    'contamination',
    sourceOf(verdict),
    step,
    `An edit fact that does not apply is used in the ${where}.`,
    related,
  );
};

const visualRegression: LabelMaker = (text, _trace, verdict) => {
  if (verdict.P3?.uvi !== 1) return null;
  const span = evidenceOf(verdict, 'P3.intermediate') ?? { start: text.length, end: text.length };
  const message = 'The chain goes on from what the image shows, not from the edited entity.';
  return label('visual-regression', sourceOf(verdict), span, message, [
    { start: span.start, end: span.end, role: 'hop' },
  ]);
};

/** The retrieval stands before the text, so these point at its start. */
const START: Span = { start: 0, end: 0 };

const retrievalMiss: LabelMaker = (_text, _trace, _verdict, context) => {
  const retrieval = context.retrieval;
  if (!retrieval?.rightFactExists || retrieval.rightFactId === null) return null;
  if (retrieval.usedFactId === retrieval.rightFactId) return null;
  return label('retrieval-miss', 'rule', START, 'The right edit fact is in the library and was not used.');
};

const falseHit: LabelMaker = (_text, _trace, _verdict, context) => {
  const retrieval = context.retrieval;
  if (!retrieval || retrieval.usedFactId === null || retrieval.usedFactId === retrieval.rightFactId) return null;
  return label('false-hit', 'rule', START, 'An edit fact was used that does not apply to this question.');
};

const MAKERS: readonly LabelMaker[] = [
  structuralCollapse,
  cognitiveDissonance,
  spuriousSuccess,
  contamination,
  visualRegression,
  retrievalMiss,
  falseHit,
];
