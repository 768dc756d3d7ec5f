import { compilePhrases, findName, foldName, REPORTS } from '../text/index.ts';
import { namesOf, targetNamesOf } from './context.ts';
import { read, type Reading } from './reading.ts';
import type { Span, Step, TraceContext } from './types.ts';

const reports = compilePhrases(REPORTS);

/** Where an unrelated fact is used, in offsets of the whole output. */
export interface FactUse {
  readonly thinking: Span | null;
  readonly answer: Span | null;
}

/**
 * Whether the fact is used in reasoning and answer (protocol §4, P2): its target is asserted or decided for, or a
 * detail of its description becomes the answer, without the fact being set aside.
 *
 * @param where the answer's place in `text`
 */
export function findFactUse(text: string, where: Span, reasoning: readonly Step[], context: TraceContext): FactUse {
  const moments = reasoning.flatMap((step) => momentsOf(step, context));
  const named = findAnswerUse(text, where, context);
  const detail = named ?? findDetail(text, where, context);
  const thinking = lastStand(moments, detail !== null);
  // A detail alone may be chance; with the fact at work in the thinking it is none.
  return { thinking, answer: named ?? (thinking === null ? null : detail) };
}

/** Whether a sentence sets the fact aside: says that it does not apply, or throws it out. */
export function setsAside(reading: Reading): Span | null {
  return reading.phrases('irrelevance')[0] ?? reading.phrases('rejection')[0] ?? null;
}

/** Mentions of the target that are not part of a right answer: where a gold answer holds the name, naming it is right. */
function foreignTargets(reading: Reading, context: TraceContext): readonly Span[] {
  const gold = (context.gold ?? []).flatMap((name) => findName(reading.text, name));
  return reading.target().filter((span) => !gold.some((g) => g.start <= span.start && span.end <= g.end));
}

function findAnswerUse(text: string, where: Span, context: TraceContext): Span | null {
  const reading = read(text.slice(where.start, where.end), context);
  if (setsAside(reading) !== null) return null;
  const used = foreignTargets(reading, context).find((span) => !reading.isNegated(span) && !reading.isConceded(span));
  return used === undefined ? null : { start: where.start + used.start, end: where.start + used.end };
}

const DETAIL =
  /(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}\p{M}\p{N}'’-]*(?: \p{Lu}[\p{L}\p{M}\p{N}'’-]*)*|\p{N}{2,})(?![\p{L}\p{N}])/gu;
const SENTENCE_WORDS = new Set(
  'the a an it its this that these those he she they his her their in on at of and people we now today'.split(' '),
);

/** Names and numbers that the fact's description alone brings in. */
function detailsOf(context: TraceContext): readonly string[] {
  const known = new Set(namesOf(context).map(foldName));
  const found = (context.fact?.description ?? '').match(DETAIL) ?? [];
  const details = found.map((detail) => detail.replace(/^(?:The|A|An|It|Its|This|In|At|On) /u, ''));
  return details.filter((detail) => !SENTENCE_WORDS.has(foldName(detail)) && !known.has(foldName(detail)));
}

/** A detail of the description in an answer that gives no gold answer. */
function findDetail(text: string, where: Span, context: TraceContext): Span | null {
  const reading = read(text.slice(where.start, where.end), context);
  if (setsAside(reading) !== null || reading.mentions(context.gold ?? []).length > 0) return null;
  const used = reading.mentions(detailsOf(context)).find((span) => !reading.isNegated(span));
  return used === undefined ? null : { start: where.start + used.start, end: where.start + used.end };
}

/** What a sentence does with the fact. */
interface Moment extends Span {
  readonly does: 'use' | 'report' | 'set-aside';
}

/** Where the fact is used and not set aside afterwards; a report of it is use only where the answer takes it over. */
function lastStand(moments: readonly Moment[], taken: boolean): Span | null {
  let used: Span | null = null;
  let reported: Span | null = null;
  for (const moment of moments) {
    if (moment.does === 'use') used ??= moment;
    else if (moment.does === 'report') reported ??= moment;
    else used = reported = null;
  }
  const stand = used ?? (taken ? reported : null);
  return stand === null ? null : { start: stand.start, end: stand.end };
}

function momentsOf(step: Step, context: TraceContext): readonly Moment[] {
  const reading = read(step.text, context);
  const at = (span: Span, does: Moment['does']): readonly Moment[] => [
    { does, start: step.start + span.start, end: step.start + span.end },
  ];
  const aside = setsAside(reading);
  if (aside !== null) return at(aside, 'set-aside');
  const mentions = foreignTargets(reading, context);
  const denied = mentions.find((span) => reading.isNegated(span));
  // A question asserts nothing.
  const asserted = step.text.endsWith('?')
    ? undefined
    : mentions.find((span) => !reading.isNegated(span) && !reading.isConceded(span));
  if (asserted !== undefined) {
    const turned = findTurnAway(reading, asserted, context);
    if (turned !== null) return at(turned, 'set-aside');
    return at(asserted, isReport(reading, asserted) ? 'report' : 'use');
  }
  // "This is not X": the question is found to be about something else.
  if (denied !== undefined) return at(denied, 'set-aside');
  return momentWithoutName(reading, context).flatMap((moment) => at(moment, moment.does));
}

/** "X, but this image shows GOLD": after the target a pivot, then a gold answer. */
function findTurnAway(reading: Reading, target: Span, context: TraceContext): Span | null {
  const pivot = reading.phrases('pivot').find((span) => span.start >= target.end);
  if (pivot === undefined) return null;
  const gold = reading.mentions(context.gold ?? []).find((span) => span.start >= pivot.end);
  return gold !== undefined && !reading.isNegated(gold) ? pivot : null;
}

/** A fact that is spoken of without its target: decided for ("based on the edit fact, …"), or repeated. */
function momentWithoutName(reading: Reading, context: TraceContext): readonly Moment[] {
  const [fact] = reading.phrases('fact');
  if (fact === undefined || targetNamesOf(context).length === 0) return [];
  // A clash of fact and image says that the fact is about something else.
  const clash = reading.phrases('contradiction')[0];
  if (clash !== undefined) return [{ ...clash, does: 'set-aside' }];
  const decision = reading.phrases('commitment')[0];
  const reported = reading.find(reports).some((span) => span.start >= fact.end);
  const right = reading.mentions(context.gold ?? []).length > 0;
  if (decision !== undefined && !reported && !right) return [{ ...decision, does: 'use' }];
  return [{ ...fact, does: 'report' }];
}

/** The name is told as the fact's: after a reference and a verb of saying, or as what the old name has become. */
function isReport(reading: Reading, name: Span): boolean {
  if (reading.phrases('commitment').length > 0) return false;
  const fact = reading.phrases('fact').find((span) => span.start < name.start);
  if (fact === undefined) return false;
  const said = reading.find(reports).some((span) => span.start >= fact.start && span.end <= name.start);
  return said || reading.oldName().some((span) => span.start < name.start && reading.isFormer(span));
}
