import type { Rewards, Verdict } from '../../src/protocol/trace_schema.ts';
import { element, icon, replaceChildren, type Child } from '../ui/index.ts';
import { isRunning, type Actions, type Evidence, type View, type ViewModel } from './model.ts';
import { findings, latestVerdict, outcome, type Finding } from './verdict_words.ts';

const PROMPT_WORDS = {
  P0: 'Is it intact?',
  P1: 'Is the edit followed?',
  P2: 'Is the edit kept apart?',
  P3: 'Where does the chain lead?',
} as const;
const REWARD_WORDS = { accuracy: 'Accuracy', format: 'Format', reasoning: 'Reasoning' } as const;
const LONGEST_QUOTE = 90;

function quote(text: string, start: number, end: number): string {
  const words = text.slice(start, end).replace(/\s+/g, ' ').trim();
  return words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE)}…` : words;
}

/** Verdicts in words, rewards as bars, and the prompt as it was sent. */
export function createFindingsView(actions: Actions): View {
  const body = element('div', { class: 'findings-body' });
  const summary = element('button', {
    class: 'findings-summary',
    attributes: { type: 'button', 'aria-expanded': 'false', 'data-key': 'findings' },
    onClick: () => summary.setAttribute('aria-expanded', String(root.classList.toggle('open'))),
  });
  const root = element(
    'section',
    { class: 'findings', attributes: { 'aria-label': 'Verdicts and rewards' } },
    summary,
    body,
  );
  let shown = '';
  let promptOpen = false;

  /** A control that lights its evidence while it is hovered or focused, and keeps it lit when pressed. */
  function lights(node: HTMLElement, evidence: Evidence): void {
    node.addEventListener('pointerenter', () => actions.preview(evidence));
    node.addEventListener('pointerleave', () => actions.preview(null));
    node.addEventListener('focus', () => actions.preview(evidence));
    node.addEventListener('blur', () => actions.preview(null));
    node.addEventListener('click', () => actions.pin(evidence));
  }

  function findingRow(finding: Finding, verdict: Verdict, text: string, pinned: string | null): HTMLElement {
    const spans = verdict.evidence.filter(
      ({ finding: name }) => name === finding.key || name.endsWith(`.${finding.key}`),
    );
    const state = finding.good === null ? 'info' : finding.good ? 'good' : 'bad';
    const row = element('li', { class: `finding ${state}` }, icon(state), element('span', {}, finding.text));
    spans.forEach((span, place) => {
      const key = `${finding.prompt}.${finding.key}.${place}`;
      const words = quote(text, span.start, span.end);
      if (words === '') return;
      const button = element(
        'button',
        { class: 'quote', attributes: { type: 'button', 'data-key': key, 'aria-pressed': String(pinned === key) } },
        `“${words}”`,
      );
      lights(button, {
        key,
        spans: [{ start: span.start, end: span.end, effect: finding.good === false ? '-' : '=' }],
      });
      row.appendChild(button);
    });
    return row;
  }

  function verdictCard(verdict: Verdict, text: string, pinned: string | null): HTMLElement {
    const list = findings(verdict);
    const groups = (['P0', 'P1', 'P2', 'P3'] as const).flatMap((prompt): Child[] => {
      const rows = list.filter((finding) => finding.prompt === prompt);
      if (rows.length === 0) return [];
      const title = element('h3', {}, element('span', { class: 'prompt-name' }, prompt), PROMPT_WORDS[prompt]);
      return [
        title,
        element('ul', { class: 'finding-list' }, ...rows.map((finding) => findingRow(finding, verdict, text, pinned))),
      ];
    });
    const judge = verdict.judge.name === 'rule' ? 'Exact on the synthetic world, an estimate elsewhere.' : '';
    return element(
      'div',
      { class: 'card' },
      element(
        'div',
        { class: 'card-head' },
        icon('judge'),
        element('h2', {}, 'Verdict'),
        element(
          'span',
          { class: 'quiet source', attributes: { title: judge } },
          `${verdict.judge.name} ${verdict.judge.version}`,
        ),
      ),
      ...groups,
    );
  }

  function bar(name: string, value: number, most: number, passages: string): HTMLElement {
    const fill = element('span', { class: 'bar-fill' });
    fill.style.width = `${(Math.max(0, Math.min(1, value / most)) * 100).toFixed(1)}%`;
    return element(
      'span',
      { class: 'bar-line' },
      element('span', { class: 'bar-name' }, name),
      element('span', { class: 'bar-spans', attributes: { 'aria-hidden': 'true' } }, passages),
      element('span', { class: 'bar-value' }, value.toFixed(2), element('span', { class: 'quiet' }, ` / ${most}`)),
      element('span', { class: 'bar', attributes: { 'aria-hidden': 'true' } }, fill),
    );
  }

  function rewardCard(rewards: Rewards, pinned: string | null): HTMLElement {
    const rows = (['accuracy', 'format', 'reasoning'] as const).map((component) => {
      const spans = rewards.evidence.filter((span) => span.component === component);
      const earned = spans.filter((span) => span.effect === '+').length;
      const cost = spans.length - earned;
      const key = `reward.${component}`;
      const words = [earned > 0 ? `+${earned}` : '', cost > 0 ? `−${cost}` : '']
        .filter((part) => part !== '')
        .join(' ');
      const line = bar(REWARD_WORDS[component], rewards[component], 1, words);
      if (spans.length === 0) return element('div', { class: 'reward' }, line);
      const spokenSpans = `, ${earned} passages earned it, ${cost} cost it`;
      const button = element(
        'button',
        { class: 'reward', attributes: { type: 'button', 'data-key': key, 'aria-pressed': String(pinned === key) } },
        line,
        element('span', { class: 'spoken' }, spokenSpans),
      );
      lights(button, { key, spans });
      return button;
    });
    return element(
      'div',
      { class: 'card rewards' },
      element('div', { class: 'card-head' }, icon('reward'), element('h2', {}, 'Reward')),
      ...rows,
      element('div', { class: 'reward total' }, bar('Total', rewards.total, 3, '')),
    );
  }

  function promptCard(prompt: string): HTMLElement {
    const details = element(
      'details',
      { class: 'card prompt' },
      element('summary', {}, icon('text'), element('h2', {}, 'Prompt'), icon('down')),
      element('pre', { attributes: { tabindex: '0', 'aria-label': 'The prompt as it was sent', dir: 'auto' } }, prompt),
    );
    details.open = promptOpen;
    details.addEventListener('toggle', () => (promptOpen = details.open));
    return details;
  }

  function pending(model: ViewModel): Child {
    if (isRunning(model.state))
      return element('p', { class: 'quiet pending' }, 'Verdict and reward come when the answer is complete.');
    if (model.state.text === '') return null;
    return element('p', { class: 'quiet pending' }, 'Not judged yet. Judge and Inspect Reward above do it.');
  }

  return {
    root,
    update(model) {
      const { state, pinned } = model;
      const verdict = latestVerdict(state);
      const key = JSON.stringify([verdict, state.rewards, state.prompt, pinned, isRunning(state), state.text === '']);
      if (key === shown) return;
      shown = key;
      const result = verdict && outcome(verdict);
      const inShort = [result?.title, state.rewards ? `reward ${state.rewards.total.toFixed(2)} / 3` : null].filter(
        (part) => part,
      );
      summary.replaceChildren(icon('down'), inShort.length > 0 ? inShort.join(', ') : 'Verdict and reward');
      replaceChildren(body, [
        verdict ? verdictCard(verdict, state.text, pinned) : null,
        state.rewards ? rewardCard(state.rewards, pinned) : null,
        verdict || state.rewards ? null : pending(model),
        state.prompt === '' ? null : promptCard(state.prompt),
      ]);
    },
  };
}
