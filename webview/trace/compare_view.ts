import type { TraceViewState } from '../../src/protocol/webview.ts';
import type { Span, Step } from '../../src/trace/types.ts';
import { createVirtualList, element, icon, type Child } from '../ui/index.ts';
import { alignSteps, type StepPair } from './align.ts';
import type { Actions, View, ViewModel } from './model.ts';
import { retrievalStory } from './retrieval_words.ts';
import { markingsOf, stepChips, stepWords, type Markings } from './step_parts.ts';
import { answerOf, latestVerdict, outcome } from './verdict_words.ts';
import { differingWords } from './word_diff.ts';
import { FAILURE_WORDS, SEGMENT_WORDS } from './words.ts';

/** Two traces side by side: what changed in short, then every step beside its counterpart. */
export interface CompareView extends View {
  /** The pairs shown now, in order. */
  pairs(): readonly StepPair[];
  revealCurrent(focus: boolean): void;
  hasFocus(): boolean;
}

const KIND_WORDS = { same: 'Unchanged', changed: 'Changed', removed: 'Only before', added: 'Only after' } as const;
const KIND_SIGNS = { same: '=', changed: '≠', removed: '−', added: '+' } as const;
const PAIR_PX = 64;

interface Fact {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

function labelsInWords(state: TraceViewState): string {
  if (state.labels.length === 0) return state.verdicts.length > 0 ? 'none' : '–';
  return [...new Set(state.labels.map((label) => FAILURE_WORDS[label.mode].title))].join(', ');
}

function factInWords(state: TraceViewState): string {
  const story = retrievalStory(state);
  const name = story.fact?.target ?? story.target;
  if (!story.used || name === null) return 'none used';
  return story.score === null ? name : `${name} (${story.score.toFixed(2)})`;
}

function outcomeInWords(state: TraceViewState): string {
  const verdict = latestVerdict(state);
  return (verdict && outcome(verdict)?.title) ?? 'not judged';
}

/** The lines of the summary. */
function summaryOf(before: TraceViewState, after: TraceViewState): readonly Fact[] {
  const line = (name: string, words: (state: TraceViewState) => string): Fact => ({
    name,
    before: words(before),
    after: words(after),
  });
  const lines = [
    line('Answer', (state) => answerOf(state) ?? 'no answer'),
    line('Outcome', outcomeInWords),
    line('Edit fact', factInWords),
    line('Labels', labelsInWords),
    line('Reward', (state) => (state.rewards ? `${state.rewards.total.toFixed(2)} of 3` : '–')),
    line('Method', (state) => state.method),
    line('Model', (state) => state.model),
  ];
  return lines.filter(({ name, before: b, after: a }) => b !== a || !['Method', 'Model'].includes(name));
}

function summaryTable(lines: readonly Fact[]): HTMLElement {
  const head = element(
    'tr',
    {},
    element('td', {}),
    element('th', { attributes: { scope: 'col' } }, 'Before'),
    element('th', { attributes: { scope: 'col' } }, 'After'),
  );
  const body = lines.map(({ name, before, after }) => {
    const changed = before !== after;
    return element(
      'tr',
      { class: changed ? 'changed' : '' },
      element('th', { attributes: { scope: 'row' } }, name),
      element('td', {}, before),
      element('td', {}, after, changed ? element('span', { class: 'spoken' }, ', changed') : null),
    );
  });
  return element(
    'table',
    { class: 'change-table' },
    element('caption', { class: 'spoken' }, 'What changed between the two traces'),
    element('thead', {}, head),
    element('tbody', {}, ...body),
  );
}

/** Makes the comparison. */
export function createCompareView(actions: Actions): CompareView {
  const summary = element('div', { class: 'change-summary' });
  let pairs: readonly StepPair[] = [];
  let model: ViewModel | null = null;
  let sides: { readonly before: Markings; readonly after: Markings } | null = null;
  let shown: { readonly before: TraceViewState; readonly after: TraceViewState } | null = null;

  const list = createVirtualList({ estimate: () => PAIR_PX, make: (index) => makePair(index) });
  list.root.classList.add('stream', 'pairs');
  list.root.setAttribute('role', 'list');
  list.root.setAttribute('aria-label', 'Steps before and after');
  const heads = element(
    'div',
    { class: 'pair-heads', attributes: { 'aria-hidden': 'true' } },
    element('span', {}),
    element('span', {}, 'Before'),
    element('span', {}, 'After'),
  );
  const root = element('div', { class: 'compare' }, summary, heads, list.root);

  function side(step: Step | null, markings: Markings, changed: readonly Span[], name: string): HTMLElement {
    const cell = element('div', { class: `pair-side${step ? ` step-${step.segment}` : ' absent'}` });
    if (!step) return cell;
    cell.append(
      element(
        'span',
        { class: 'side-name' },
        element('span', { class: 'side-when' }, `${name} · `),
        `${SEGMENT_WORDS[step.segment]} ${step.index + 1}`,
      ),
      stepWords(step, markings, changed, false),
    );
    const chips = stepChips(step, []);
    if (chips) cell.appendChild(chips);
    return cell;
  }

  function makePair(index: number): HTMLElement {
    const pair = pairs[index];
    const item = element('div', {
      class: 'pair',
      attributes: { role: 'listitem', 'aria-posinset': String(index + 1), 'aria-setsize': String(pairs.length) },
    });
    if (!pair || !sides || !model) return item;
    const current = model.current === index;
    item.classList.add(`pair-${pair.kind}`);
    item.classList.toggle('current', current);
    item.tabIndex = current ? 0 : -1;
    if (current) item.setAttribute('aria-current', 'step');
    const words =
      pair.before && pair.after && pair.kind === 'changed'
        ? differingWords(pair.before.text, pair.after.text)
        : { before: [], after: [] };
    const sign: readonly Child[] = [
      element('span', { attributes: { 'aria-hidden': 'true' } }, KIND_SIGNS[pair.kind]),
      element('span', { class: 'spoken' }, `${KIND_WORDS[pair.kind]}: `),
    ];
    item.append(
      element('span', { class: 'sign', attributes: { title: KIND_WORDS[pair.kind] } }, ...sign),
      side(pair.before, sides.before, words.before, 'Before'),
      side(pair.after, sides.after, words.after, 'After'),
    );
    item.addEventListener('click', () => {
      if (window.getSelection()?.isCollapsed ?? true) actions.select(index);
    });
    return item;
  }

  return {
    root,
    pairs: () => pairs,
    update(next) {
      model = next;
      const before = next.compare;
      if (!before) return;
      if (shown?.before !== before || shown.after !== next.state) {
        shown = { before, after: next.state };
        pairs = alignSteps(before.steps, next.state.steps);
        const changes = pairs.filter((pair) => pair.kind !== 'same').length;
        const counted = `${changes} of ${pairs.length} steps differ`;
        summary.replaceChildren(
          element(
            'div',
            { class: 'section-head' },
            icon('compare'),
            element('h2', {}, 'What changed'),
            element('span', { class: 'quiet' }, counted),
          ),
          summaryTable(summaryOf(before, next.state)),
        );
      }
      sides = { before: markingsOf(before, []), after: markingsOf(next.state, next.evidence?.spans ?? []) };
      list.setCount(pairs.length, 0);
      list.keep(next.current);
    },
    revealCurrent(focus) {
      if (!model || model.current === null) return;
      list.reveal(model.current, focus);
    },
    hasFocus: () => list.root.contains(document.activeElement),
  };
}
