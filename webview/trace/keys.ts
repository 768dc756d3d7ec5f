/** Moves by key: one table, so that help and code cannot differ. */
export const STEP_KEYS = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: 'first',
  End: 'last',
} as const satisfies Readonly<Record<string, number | 'first' | 'last'>>;

/** Where the arrow keys belong to something else: text being read or written, an open picture, a toolbar. */
const ELSEWHERE = 'input, textarea, select, pre, dialog, [contenteditable]';
const OWN_HOME_AND_END = '[role=toolbar]';

function isStepKey(key: string): key is keyof typeof STEP_KEYS {
  return Object.hasOwn(STEP_KEYS, key);
}

/** Listens for the step keys on the whole page. */
export function listenForStepKeys(move: (by: number | 'first' | 'last') => void): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!isStepKey(event.key)) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest(ELSEWHERE)) return;
    if (target?.closest(OWN_HOME_AND_END) && (event.key === 'Home' || event.key === 'End')) return;
    event.preventDefault();
    move(STEP_KEYS[event.key]);
  });
}
