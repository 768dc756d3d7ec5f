import { appendText, spokenText } from './untrusted_text.ts';

/** What may stand inside an element: other nodes, text (shown safely), or nothing. */
export type Child = Node | string | null;

/** Everything an element is given when it is made. Attribute names and class names come from code, values may be data. */
export interface ElementParts {
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: (event: MouseEvent) => void;
}

/** Makes an HTML element. Strings become text nodes, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  parts: ElementParts = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (parts.class !== undefined) node.className = parts.class;
  for (const [name, value] of Object.entries(parts.attributes ?? {})) node.setAttribute(name, spokenText(value));
  const target: HTMLElement = node;
  if (parts.onClick) target.addEventListener('click', parts.onClick);
  append(node, children);
  return node;
}

/** Appends children in order; strings as safe text. */
export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (typeof child === 'string') appendText(parent, child);
    else if (child) parent.appendChild(child);
  }
}

/** Text that only a screen reader speaks. */
export function spoken(text: string): HTMLElement {
  return element('span', { class: 'spoken' }, text);
}

/**
 * Replaces an element's children and gives the keyboard back to the control that had it, found by its `data-key`.
 */
export function replaceChildren(parent: HTMLElement, children: readonly Child[]): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && parent.contains(focused) ? focused.dataset['key'] : undefined;
  const fresh = document.createDocumentFragment();
  append(fresh, children);
  parent.replaceChildren(fresh);
  if (key === undefined) return;
  for (const candidate of parent.querySelectorAll<HTMLElement>('[data-key]')) {
    if (candidate.dataset['key'] === key) {
      candidate.focus({ preventScroll: true });
      return;
    }
  }
}
