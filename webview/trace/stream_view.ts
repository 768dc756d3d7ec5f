import { createVirtualList, element, icon } from '../ui/index.ts';
import { stepAt } from './fragments.ts';
import { isRunning, type Actions, type View, type ViewModel } from './model.ts';
import { createRows } from './rows.ts';
import { hiddenCharacters, markingsOf, stepChips, stepWords, type Markings } from './step_parts.ts';
import { ABOUT_THE_FACT, ISSUE_WORDS, SEGMENT_WORDS } from './words.ts';

/** The stream of steps: one row each, only those near the window in the page. */
export interface StreamView extends View {
  /** Tells which step is the first that changed since the last update. */
  changedFrom(step: number): void;
  /** Brings the current step into view; with `focus`, gives it the keyboard too. */
  revealCurrent(focus: boolean): void;
  /** Whether the keyboard is in the list. */
  hasFocus(): boolean;
}

const LINE_PX = 22;
const ROW_PX = 20;
const CHARACTERS_A_LINE = 80;

/** Makes the stream; `actions.select` is told which row a person chose. */
export function createStreamView(actions: Actions): StreamView {
  const rows = createRows();
  const opened = new Set<number>();
  /** Guessed heights by row, kept beside the rows: the list asks for all of them whenever it grows. */
  const heights: number[] = [];
  let model: ViewModel | null = null;
  let markings: Markings | null = null;
  let dirtyFrom = 0;
  let shownRun: { readonly id: string | null; readonly settled: string } | null = null;

  const list = createVirtualList({
    estimate: (index) => heights[index] ?? ROW_PX,
    make: (index) => makeRow(index),
  });
  list.root.classList.add('stream');
  list.root.setAttribute('role', 'list');
  list.root.setAttribute('aria-label', 'Steps');
  const latest = element(
    'button',
    { class: 'to-latest', attributes: { type: 'button' }, onClick: () => actions.follow() },
    icon('down'),
    'Newest step',
  );
  const root = element('div', { class: 'stream-holder' }, list.root, latest);

  function guessHeights(state: ViewModel['state'], from: number): void {
    heights.length = from;
    for (let index = from; index < rows.list.length; index++) {
      const row = rows.list[index];
      const length = row?.kind === 'step' ? (state.steps[row.step]?.text.length ?? 0) : 0;
      heights.push(ROW_PX + LINE_PX * Math.max(1, Math.ceil(length / CHARACTERS_A_LINE)));
    }
  }

  function listItem(index: number, className: string): HTMLElement {
    return element('div', {
      class: className,
      attributes: { role: 'listitem', 'aria-posinset': String(index + 1), 'aria-setsize': String(rows.list.length) },
    });
  }

  function makeRow(index: number): HTMLElement {
    const row = rows.list[index];
    if (row?.kind === 'step') return makeStep(index, row.step);
    if (row?.kind === 'segment') {
      const item = listItem(index, `segment segment-${row.segment}`);
      item.appendChild(element('h3', {}, SEGMENT_WORDS[row.segment]));
      return item;
    }
    if (row?.kind === 'issue') {
      const item = listItem(index, 'issue-row');
      item.append(icon('warning'), element('span', {}, ISSUE_WORDS[row.issue.code]));
      return item;
    }
    return listItem(index, '');
  }

  function makeStep(index: number, at: number): HTMLElement {
    const step = model?.state.steps[at];
    if (!model || !markings || !step) return listItem(index, 'step');
    const failures = model.state.labels
      .filter((label) => !ABOUT_THE_FACT.has(label.mode) && stepAt(model?.state.steps ?? [], label.start) === at)
      .map((label) => label.mode);
    const item = listItem(index, `step step-${step.segment}`);
    const current = model.current === at;
    item.classList.toggle('current', current);
    item.classList.toggle('flagged', failures.length > 0);
    item.tabIndex = current ? 0 : -1;
    if (current) item.setAttribute('aria-current', 'step');
    item.dataset['step'] = String(at);
    const whole = opened.has(at);
    const first = step.roles[0];
    const words = stepWords(step, markings, [], whole);
    if (model.state.phase === 'streaming' && at === model.state.steps.length - 1) {
      words.append(element('span', { class: 'caret' }));
    }
    item.append(
      element('span', { class: 'number', attributes: { 'aria-hidden': 'true' } }, String(at + 1)),
      element('span', { class: `node${first ? ` role-${first}` : ''}` }, first ? icon(first) : null),
      words,
    );
    const hidden = hiddenCharacters(step, whole);
    if (hidden > 0) item.appendChild(showAll(at, hidden));
    const chips = stepChips(step, failures);
    if (chips) item.appendChild(chips);
    item.addEventListener('click', () => {
      if (window.getSelection()?.isCollapsed ?? true) actions.select(at);
    });
    item.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target === item) actions.post({ type: 'openText', start: step.start });
    });
    return item;
  }

  function showAll(at: number, hidden: number): HTMLElement {
    const open = (event: MouseEvent): void => {
      event.stopPropagation();
      opened.add(at);
      list.refresh();
    };
    const label = `Show ${hidden.toLocaleString('en')} more characters`;
    return element('button', { class: 'link show-all', attributes: { type: 'button' }, onClick: open }, label);
  }

  /** Rows far from the changed ones look the same unless what is drawn into all of them changed. */
  function refreshAll(next: ViewModel): boolean {
    const settled = JSON.stringify([
      next.evidence,
      next.state.labels,
      next.state.phase,
      next.state.facts.map((f) => f.id),
    ]);
    const same = shownRun?.id === next.state.id && shownRun.settled === settled;
    if (shownRun?.id !== next.state.id) {
      opened.clear();
      list.forget();
      dirtyFrom = 0;
    }
    shownRun = { id: next.state.id, settled };
    return !same;
  }

  return {
    root,
    changedFrom(step) {
      dirtyFrom = Math.min(dirtyFrom, step);
    },
    update(next) {
      const before = model?.current ?? null;
      const all = refreshAll(next);
      model = next;
      markings = markingsOf(next.state, next.evidence?.spans ?? []);
      const firstRow = rows.rebuild(next.state, dirtyFrom);
      guessHeights(next.state, firstRow);
      dirtyFrom = next.state.steps.length;
      const currentRow = next.current === null ? null : rows.rowOf(next.current);
      list.setCount(rows.list.length, all ? 0 : firstRow);
      if (!all && before !== next.current) list.refresh();
      list.keep(currentRow);
      if (next.following) list.revealEnd();
      root.classList.toggle('following', next.following || !isRunning(next.state));
    },
    revealCurrent(focus) {
      if (!model || model.current === null) return;
      list.reveal(rows.rowOf(model.current), focus);
    },
    hasFocus: () => list.root.contains(document.activeElement),
  };
}
