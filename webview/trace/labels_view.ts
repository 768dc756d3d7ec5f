import '@vscode-elements/elements/dist/vscode-badge/index.js';
import type { TraceViewState } from '../../src/protocol/webview.ts';
import { element, icon, replaceChildren, type Child } from '../ui/index.ts';
import { type Actions, type EvidenceSpan, type View } from './model.ts';
import { latestVerdict, outcome } from './verdict_words.ts';
import { ABOUT_THE_FACT, FAILURE_WORDS } from './words.ts';

type Label = TraceViewState['labels'][number];

/** The label's own span first, then what explains it. */
function spansOf(label: Label): readonly EvidenceSpan[] {
  return [
    { start: label.start, end: label.end, effect: '-' },
    ...label.related.map(({ start, end }): EvidenceSpan => ({ start, end, effect: '=' })),
  ];
}

/** How the trace came out, and its failure modes; each goes to its evidence. */
export function createLabelsView(actions: Actions): View {
  const root = element('section', { class: 'labels', attributes: { 'aria-label': 'Outcome and failure modes' } });
  let shown = '';

  function labelRow(label: Label, place: number, pinned: string | null): HTMLElement {
    const words = FAILURE_WORDS[label.mode];
    const key = `label-${place}`;
    const evidence = { key, spans: spansOf(label) };
    const badge = element('vscode-badge', { class: 'failure-badge' });
    badge.textContent = words.title;
    const button = element(
      'button',
      {
        class: 'label',
        attributes: { type: 'button', 'data-key': key, title: words.about, 'aria-pressed': String(pinned === key) },
        onClick: () => (ABOUT_THE_FACT.has(label.mode) ? actions.showFact() : actions.pin(evidence)),
      },
      icon('warning'),
      badge,
      element('span', { class: 'label-message' }, label.message || words.about),
      element('span', { class: 'quiet source' }, label.source),
    );
    button.addEventListener('pointerenter', () => actions.preview(evidence));
    button.addEventListener('pointerleave', () => actions.preview(null));
    return button;
  }

  return {
    root,
    update({ state, compare, pinned }) {
      const verdict = latestVerdict(state);
      const key = JSON.stringify([state.labels, verdict, pinned, state.phase, compare === null]);
      if (key === shown) return;
      shown = key;
      const result = verdict && outcome(verdict);
      const children: Child[] = [];
      if (result) {
        children.push(
          element(
            'p',
            { class: `outcome ${result.good ? 'good' : 'bad'}` },
            icon(result.good ? 'good' : 'bad'),
            element('strong', {}, result.title),
            element('span', { class: 'quiet' }, result.metric),
            result.good && state.labels.length === 0
              ? element('span', { class: 'quiet' }, 'No failure mode found.')
              : null,
          ),
        );
      }
      state.labels.forEach((label, place) => children.push(labelRow(label, place, pinned)));
      root.hidden = children.length === 0 || (compare !== null && state.labels.length === 0);
      replaceChildren(root, children);
    },
  };
}
