import '@vscode-elements/elements/dist/vscode-button/index.js';
import { element, icon, replaceChildren, type Child } from '../ui/index.ts';
import type { Actions, View, ViewModel } from './model.ts';
import { NOTE_WORDS } from './words.ts';

/** What must not be missed: failures with their mend, notices about this run, and messages that could not be read. */
export interface BannersView extends View {
  /** Shows a failure of the page itself until it is dismissed. */
  problem(sentence: string): void;
}

/** Makes the banners. */
export function createBannersView(actions: Actions): BannersView {
  const root = element('section', { class: 'banners', attributes: { 'aria-label': 'Notices' } });
  const problems: string[] = [];
  let model: ViewModel | null = null;
  let shown = '';

  function banner(kind: 'error' | 'warning' | 'info', ...children: readonly Child[]): HTMLElement {
    const role = kind === 'error' ? 'alert' : 'note';
    const words = element('div', { class: 'banner-words' }, ...children);
    return element('div', { class: `banner banner-${kind}`, attributes: { role } }, icon(kind), words);
  }

  function dismiss(place: number): HTMLElement {
    const onClick = (): void => {
      problems.splice(place, 1);
      draw();
    };
    return element(
      'button',
      { class: 'icon-button', attributes: { type: 'button', 'aria-label': 'Dismiss', title: 'Dismiss' }, onClick },
      icon('close'),
    );
  }

  function draw(): void {
    const state = model?.state;
    const key = JSON.stringify([problems, state?.error, state?.notices, state?.schema?.notes]);
    if (key === shown) return;
    shown = key;
    const children: Child[] = problems.map((sentence, place) => {
      const node = banner(
        'error',
        element('p', {}, sentence),
        element('p', { class: 'mend' }, 'Reload the window if this goes on.'),
      );
      node.appendChild(dismiss(place));
      return node;
    });
    if (state?.error) {
      const again = element('vscode-button', { attributes: { 'data-key': 'banner-rerun' } }, 'Run Again');
      again.secondary = true;
      again.addEventListener('click', () => actions.post({ type: 'rerun' }));
      const node = banner(
        'error',
        element('p', {}, state.error.message),
        element('p', { class: 'mend' }, state.error.mend),
      );
      node.appendChild(again);
      children.push(node);
    }
    for (const notice of state?.notices ?? []) children.push(banner('warning', element('p', {}, notice.message)));
    for (const note of state?.schema?.notes ?? []) children.push(banner('info', element('p', {}, NOTE_WORDS[note])));
    root.hidden = children.length === 0;
    replaceChildren(root, children);
  }

  root.hidden = true;
  return {
    root,
    problem(sentence) {
      if (!problems.includes(sentence)) problems.push(sentence);
      draw();
    },
    update(next) {
      model = next;
      draw();
    },
  };
}
