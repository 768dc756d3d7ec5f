import { ROLES, type Role } from '../../src/trace/types.ts';
import { element, icon, replaceChildren } from '../ui/index.ts';
import { isRunning, type Actions, type View, type ViewModel } from './model.ts';
import { ROLE_WORDS } from './words.ts';

/** Where we are among the steps, and one button for each role that goes to its next step. */
export function createStepperView(actions: Actions): View {
  const place = element('span', { class: 'stepper-place' });
  const previous = moveButton('Previous step', 'up', -1);
  const next = moveButton('Next step', 'down', 1);
  const legend = element('div', { class: 'legend' });
  const root = element(
    'div',
    { class: 'stepper', attributes: { role: 'group', 'aria-label': 'Steps and roles' } },
    element('div', { class: 'stepper-moves' }, previous, next, place),
    legend,
  );
  let model: ViewModel | null = null;
  let shown = '';
  let counted: { readonly steps: number; readonly id: string | null } | null = null;
  let counts = new Map<Role, number>();

  function moveButton(label: string, name: 'up' | 'down', by: number): HTMLButtonElement {
    const keys = by > 0 ? { said: '↓ or j', aria: 'ArrowDown j' } : { said: '↑ or k', aria: 'ArrowUp k' };
    const attributes = {
      type: 'button',
      'aria-label': label,
      'aria-keyshortcuts': keys.aria,
      title: `${label} (${keys.said})`,
    };
    const onClick = (): void => actions.select((model?.current ?? (by > 0 ? -1 : 0)) + by);
    return element('button', { class: 'icon-button', attributes, onClick }, icon(name));
  }

  function goToNext(role: Role): void {
    const steps = model?.state.steps ?? [];
    const from = (model?.current ?? -1) + 1;
    for (let i = 0; i < steps.length; i++) {
      const at = (from + i) % steps.length;
      if (steps[at]?.roles.includes(role)) {
        actions.select(at);
        return;
      }
    }
  }

  /** Counting 100,000 steps at every patch would cost; finished steps are counted once. */
  function count(current: ViewModel): void {
    const { steps, id } = current.state;
    const settled = !isRunning(current.state);
    const start =
      !settled && counted !== null && counted.id === id && counted.steps <= steps.length ? counted.steps : 0;
    if (start === 0) counts = new Map();
    const end = settled ? steps.length : Math.max(0, steps.length - 1);
    for (let i = start; i < end; i++) {
      for (const role of new Set(steps[i]?.roles)) counts.set(role, (counts.get(role) ?? 0) + 1);
    }
    counted = { steps: Math.max(start, end), id };
  }

  return {
    root,
    update(current) {
      model = current;
      root.hidden = current.compare !== null || current.state.steps.length === 0;
      const total = current.state.steps.length;
      place.textContent =
        current.current === null
          ? `${total.toLocaleString('en')} steps`
          : `Step ${(current.current + 1).toLocaleString('en')} of ${total.toLocaleString('en')}`;
      previous.disabled = total === 0 || current.current === 0;
      next.disabled = total === 0 || current.current === total - 1;
      count(current);
      const key = JSON.stringify([...counts]);
      if (key === shown) return;
      shown = key;
      replaceChildren(
        legend,
        ROLES.filter((role) => counts.has(role)).map((role) =>
          element(
            'button',
            {
              class: `chip role-${role}`,
              attributes: {
                type: 'button',
                'data-key': `role-${role}`,
                title: `${ROLE_WORDS[role].about} Go to the next one.`,
              },
              onClick: () => goToNext(role),
            },
            icon(role),
            ROLE_WORDS[role].title,
            element('span', { class: 'count' }, (counts.get(role) ?? 0).toLocaleString('en')),
          ),
        ),
      );
    },
  };
}
