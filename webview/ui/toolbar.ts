import '@vscode-elements/elements/dist/vscode-button/index.js';
import { element } from './element.ts';
import { icon, type IconName } from './icons.ts';

/** One command of a toolbar. */
export interface ToolbarAction {
  readonly key: string;
  readonly label: string;
  readonly icon: IconName;
  readonly primary: boolean;
  readonly disabled: boolean;
  readonly run: () => void;
}

/** A row of buttons with one tab stop; the arrow keys move inside it. */
export interface Toolbar {
  readonly root: HTMLElement;
  /** Shows these actions; the ones already there keep their button and the keyboard. */
  update(actions: readonly ToolbarAction[]): void;
}

/** Makes an empty toolbar that screen readers call `label`. */
export function createToolbar(label: string): Toolbar {
  const root = element('div', { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': label } });
  const buttons = new Map<string, { readonly button: HTMLElementTagNameMap['vscode-button']; action: ToolbarAction }>();

  function enabled(): HTMLElement[] {
    return [...root.children].filter(
      (child): child is HTMLElement => child instanceof HTMLElement && !child.hasAttribute('disabled'),
    );
  }
  function giveTabStop(to: HTMLElement | undefined): void {
    for (const child of root.children) if (child instanceof HTMLElement) child.tabIndex = child === to ? 0 : -1;
  }
  root.addEventListener('keydown', (event) => {
    const stops = enabled();
    const at = stops.findIndex((stop) => stop === document.activeElement);
    const moves: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const to = moves[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = stops.at(to % stops.length);
    giveTabStop(next);
    next?.focus();
  });

  function makeButton(action: ToolbarAction): HTMLElementTagNameMap['vscode-button'] {
    const button = element('vscode-button', { class: 'action', attributes: { 'data-key': action.key } });
    button.addEventListener('click', () => {
      const current = buttons.get(action.key)?.action;
      if (current && !current.disabled) current.run();
    });
    button.append(icon(action.icon), element('span', { class: 'action-label' }, action.label));
    return button;
  }

  return {
    root,
    update(actions) {
      const hadFocus = root.contains(document.activeElement);
      const wanted = new Set(actions.map((action) => action.key));
      for (const [key, { button }] of buttons) {
        if (wanted.has(key)) continue;
        button.remove();
        buttons.delete(key);
      }
      actions.forEach((action, place) => {
        const known = buttons.get(action.key);
        const button = known?.button ?? makeButton(action);
        buttons.set(action.key, { button, action });
        button.secondary = !action.primary;
        button.disabled = action.disabled;
        button.setAttribute('aria-label', action.label);
        button.setAttribute('aria-disabled', String(action.disabled));
        button.title = action.label;
        if (root.children[place] !== button) root.insertBefore(button, root.children[place] ?? null);
      });
      const stop = (): HTMLElement | undefined =>
        enabled().find((child) => child === document.activeElement) ?? enabled()[0];
      giveTabStop(stop());
      if (hadFocus && !root.contains(document.activeElement)) stop()?.focus();
      // A button that has just been enabled or disabled sets its own tab stop when it draws; ours comes after it.
      void Promise.all([...buttons.values()].map(({ button }) => button.updateComplete)).then(() =>
        giveTabStop(stop()),
      );
    },
  };
}
