import type { TraceViewState } from '../../src/protocol/webview.ts';
import { ROLES, type FailureMode, type Role, type Span, type Step } from '../../src/trace/types.ts';
import { appendText, element, icon, spoken } from '../ui/index.ts';
import { cutFragments } from './fragments.ts';
import { mentionFinder, type Mention } from './mentions.ts';
import type { EvidenceSpan } from './model.ts';
import { FAILURE_WORDS, ISSUE_WORDS, ROLE_WORDS } from './words.ts';

/** Steps longer than this are cut in the row; the whole text is one click away. */
const LONGEST_SHOWN = 4000;

type Mark = Span &
  (
    | { readonly kind: 'role'; readonly role: Role }
    | { readonly kind: 'mention'; readonly which: 'old' | 'target' }
    | { readonly kind: 'issue'; readonly words: string }
    | { readonly kind: 'label' }
    | { readonly kind: 'evidence'; readonly effect: EvidenceSpan['effect'] }
    | { readonly kind: 'changed' }
  );

/** What is drawn into the texts of one trace's steps. */
export interface Markings {
  readonly mentions: (text: string) => readonly Mention[];
  readonly issues: NonNullable<TraceViewState['schema']>['issues'];
  readonly labels: TraceViewState['labels'];
  readonly evidence: readonly EvidenceSpan[];
}

/** The markings of a state: names of its facts, schema issues, labels, and the evidence lit now. */
export function markingsOf(state: TraceViewState, evidence: readonly EvidenceSpan[]): Markings {
  const fact = state.facts[0] ?? state.sampleFact;
  const old = [fact?.preEdit, state.sample?.preEdit].flatMap((name) => (name ? [{ which: 'old' as const, name }] : []));
  const targets = fact ? [fact.target, ...fact.aliases].map((name) => ({ which: 'target' as const, name })) : [];
  return {
    mentions: mentionFinder([...targets, ...old]),
    issues: state.phase === 'streaming' ? [] : (state.schema?.issues ?? []),
    labels: state.labels,
    evidence,
  };
}

function marksOf(step: Step, shown: number, markings: Markings, changed: readonly Span[]): Mark[] {
  const touches = (span: Span): boolean => span.start < step.end && span.end > step.start;
  return [
    ...step.roleSpans.map((span): Mark => ({ kind: 'role', role: span.role, start: span.start, end: span.end })),
    ...markings.mentions(step.text.slice(0, shown)).map(({ which, start, end }): Mark => ({
      kind: 'mention',
      which,
      start: step.start + start,
      end: step.start + end,
    })),
    ...markings.issues
      .filter(touches)
      .map(({ code, start, end }): Mark => ({ kind: 'issue', words: ISSUE_WORDS[code], start, end })),
    ...markings.labels.filter(touches).map(({ start, end }): Mark => ({ kind: 'label', start, end })),
    ...markings.evidence
      .filter(touches)
      .map(({ effect, start, end }): Mark => ({ kind: 'evidence', effect, start, end })),
    ...changed.map(({ start, end }): Mark => ({ kind: 'changed', start: step.start + start, end: step.start + end })),
  ];
}

const EVIDENCE_CLASS = { '+': 'evidence-plus', '-': 'evidence-minus', '=': 'evidence-plain' } as const;

function classesOf(marks: readonly Mark[]): readonly string[] {
  const role = ROLES.find((name) => marks.some((mark) => mark.kind === 'role' && mark.role === name));
  const classes = role === undefined ? [] : ['role-span', `role-${role}`];
  for (const mark of marks) {
    if (mark.kind === 'mention') classes.push('mention', `mention-${mark.which}`);
    if (mark.kind === 'issue') classes.push('issue-span');
    if (mark.kind === 'label') classes.push('label-span');
    if (mark.kind === 'evidence') classes.push('evidence', EVIDENCE_CLASS[mark.effect]);
    if (mark.kind === 'changed') classes.push('changed-span');
  }
  return classes;
}

/**
 * A step's words with everything that is known about them drawn in. `changed` are spans into the step's own text. The
 * step's text must be the trace's text at its span; where it is not (a trace edited by hand), spans are cut to it.
 */
export function stepWords(step: Step, markings: Markings, changed: readonly Span[], whole: boolean): HTMLElement {
  const words = element('div', { class: 'words', attributes: { dir: 'auto' } });
  const shown = whole ? step.text.length : Math.min(step.text.length, LONGEST_SHOWN);
  for (const fragment of cutFragments(step.start, step.start + shown, marksOf(step, shown, markings, changed))) {
    const text = step.text.slice(fragment.start - step.start, fragment.end - step.start);
    if (fragment.marks.length === 0) {
      appendText(words, text);
      continue;
    }
    const lit = fragment.marks.some((mark) => mark.kind === 'evidence');
    const span = element(lit ? 'mark' : 'span', { class: classesOf(fragment.marks).join(' ') }, text);
    const issue = fragment.marks.find((mark) => mark.kind === 'issue');
    if (issue?.kind === 'issue') span.title = issue.words;
    words.appendChild(span);
  }
  return words;
}

/** How many characters of a step its row leaves out. */
export function hiddenCharacters(step: Step, whole: boolean): number {
  return whole ? 0 : Math.max(0, step.text.length - LONGEST_SHOWN);
}

/** A chip: the role's shape and word. Pointing at it lights the words that earned it. */
export function roleChip(role: Role, earnedBy: string | null): HTMLElement {
  const chip = element(
    'li',
    { class: `chip role-${role}`, attributes: { title: ROLE_WORDS[role].about } },
    icon(role),
    ROLE_WORDS[role].title,
    earnedBy === null ? null : spoken(`, for “${earnedBy}”`),
  );
  const light = (on: boolean): void => {
    const row = chip.closest<HTMLElement>('.step, .pair-side');
    if (on) row?.setAttribute('data-lit', role);
    else row?.removeAttribute('data-lit');
  };
  chip.addEventListener('pointerenter', () => light(true));
  chip.addEventListener('pointerleave', () => light(false));
  return chip;
}

function earnedBy(step: Step, role: Role): string | null {
  const span = step.roleSpans.find((candidate) => candidate.role === role);
  const text = span ? step.text.slice(span.start - step.start, span.end - step.start).trim() : '';
  return text === '' ? null : text;
}

/** The chips of a step: its roles, then the failure modes that point at it. Null when there are none. */
export function stepChips(step: Step, failures: readonly FailureMode[]): HTMLElement | null {
  const roles = ROLES.filter((role) => step.roles.includes(role));
  if (roles.length === 0 && failures.length === 0) return null;
  const chips = element('ul', { class: 'chips', attributes: { 'aria-label': 'Roles' } });
  for (const role of roles) chips.appendChild(roleChip(role, earnedBy(step, role)));
  for (const mode of new Set(failures)) {
    chips.appendChild(element('li', { class: 'chip failure' }, icon('warning'), FAILURE_WORDS[mode].title));
  }
  return chips;
}
