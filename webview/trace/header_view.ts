import '@vscode-elements/elements/dist/vscode-badge/index.js';
import type { TraceViewState } from '../../src/protocol/webview.ts';
import { createToolbar, element, replaceChildren, type Child, type ToolbarAction } from '../ui/index.ts';
import { isRunning, type Actions, type View, type ViewModel } from './model.ts';
import { PHASE_WORDS, PROBE_WORDS, SAMPLE_TYPE_WORDS } from './words.ts';

/** Milliseconds as a person says them: `180 ms`, `1.24 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

function timing(state: TraceViewState): string | null {
  const { timings } = state;
  if (!timings) return null;
  const parts = [`${timings.tokens.toLocaleString('en')} tokens in ${duration(timings.totalMs)}`];
  if (timings.firstTokenMs !== null) parts.push(`first after ${duration(timings.firstTokenMs)}`);
  return parts.join(', ');
}

function fact(name: string, value: string | null): Child {
  if (value === null || value === '') return null;
  return element('div', { class: 'meta-item' }, element('dt', {}, name), element('dd', {}, value));
}

/** A finished trace needs no badge: what it says is all there. */
function phaseBadge(state: TraceViewState): HTMLElement | null {
  if (state.phase === 'done') return null;
  const badge = element('vscode-badge', { class: `phase phase-${state.phase}` });
  badge.textContent = PHASE_WORDS[state.phase];
  return badge;
}

function actionsFor(model: ViewModel, actions: Actions): readonly ToolbarAction[] {
  const { state, compare, current } = model;
  const running = isRunning(state);
  const idle = { primary: false, disabled: false } as const;
  const step = current === null || compare ? null : (state.steps[current] ?? null);
  return [
    running
      ? { key: 'stop', label: 'Stop', icon: 'stop', ...idle, primary: true, run: () => actions.post({ type: 'stop' }) }
      : {
          key: 'rerun',
          label: 'Run Again',
          icon: 'run',
          ...idle,
          primary: true,
          run: () => actions.post({ type: 'rerun' }),
        },
    {
      key: 'judge',
      label: 'Judge',
      icon: 'judge',
      ...idle,
      disabled: running || state.text === '',
      run: () => actions.post({ type: 'judge' }),
    },
    {
      key: 'reward',
      label: 'Inspect Reward',
      icon: 'reward',
      ...idle,
      disabled: running || state.text === '',
      run: () => actions.post({ type: 'reward' }),
    },
    { key: 'addFact', label: 'Add Edit Fact', icon: 'addFact', ...idle, run: () => actions.post({ type: 'addFact' }) },
    compare
      ? { key: 'closeCompare', label: 'Close Comparison', icon: 'close', ...idle, run: () => actions.closeCompare() }
      : {
          key: 'compareWith',
          label: 'Compare',
          icon: 'compare',
          ...idle,
          disabled: running,
          run: () => actions.post({ type: 'compareWith' }),
        },
    {
      key: 'openText',
      label: 'Open as Text',
      icon: 'text',
      ...idle,
      disabled: state.text === '',
      run: () => actions.post({ type: 'openText', start: step?.start ?? null }),
    },
  ];
}

/** The question, what was run on it, how it went, and what can be done with it. */
export function createHeaderView(actions: Actions): View {
  const words = element('div', { class: 'header-words' });
  const meta = element('dl', { class: 'meta' });
  const toolbar = createToolbar('Trace actions');
  const root = element('header', { class: 'header' }, words, toolbar.root, meta);
  let shown = '';
  return {
    root,
    update(model) {
      const { state } = model;
      toolbar.update(actionsFor(model, actions));
      const facts = [
        state.phase,
        state.question,
        state.method,
        state.model,
        state.engine,
        state.sample,
        state.timings,
        state.finishReason,
      ];
      const key = JSON.stringify(facts);
      if (key === shown) return;
      shown = key;
      const { sample } = state;
      const kind = sample ? `${SAMPLE_TYPE_WORDS[sample.type]} · ${PROBE_WORDS[sample.probe]}` : 'Free question';
      replaceChildren(words, [
        element('p', { class: 'eyebrow' }, phaseBadge(state), element('span', {}, kind)),
        element('h1', { attributes: { dir: 'auto' } }, state.question || state.title),
      ]);
      replaceChildren(meta, [
        fact('Method', state.method),
        fact('Model', state.model),
        fact('Engine', state.engine),
        fact('Time', timing(state)),
        fact('Ended', state.finishReason === null || state.finishReason === 'stop' ? null : state.finishReason),
      ]);
    },
  };
}
