import {
  Virtualizer,
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
} from '@tanstack/virtual-core';

/** What the list needs to know about its rows. */
export interface RowSource {
  /** A guess of a row's height in pixels, used until it has been seen. */
  estimate(index: number): number;
  /** Makes a row's element; called again whenever the row has changed. */
  make(index: number): HTMLElement;
}

/** A list that keeps only the rows near the window in the page, whatever its length. */
export interface VirtualList {
  readonly root: HTMLElement;
  /** There are now `count` rows; those from `changedFrom` on are made anew. */
  setCount(count: number, changedFrom: number): void;
  /** Makes every row in the page anew. */
  refresh(): void;
  /** Forgets the heights seen so far; the rows are others now. */
  forget(): void;
  /** The row that stays in the page even when it is far away (it may hold the keyboard); null for none. */
  keep(index: number | null): void;
  /** Scrolls as little as needed to show a row; with `focus`, gives it the keyboard. In a hidden list, once it shows. */
  reveal(index: number, focus: boolean): void;
  /** Scrolls to the last row. */
  revealEnd(): void;
  /** Whether the end is in sight. */
  atEnd(): boolean;
}

const OVERSCAN = 12;
const END_MARGIN_PX = 48;

/** Builds the list inside its own scrolling element. Positions are set through CSSOM, which the page's CSP allows. */
export function createVirtualList(source: RowSource): VirtualList {
  const root = document.createElement('div');
  root.className = 'virtual-scroller';
  const space = document.createElement('div');
  space.className = 'virtual-space';
  root.appendChild(space);
  const rows = new Map<number, HTMLElement>();
  let kept: number | null = null;

  const options = (count: number) => ({
    count,
    getScrollElement: () => root,
    estimateSize: (index: number) => source.estimate(index),
    overscan: OVERSCAN,
    paddingEnd: END_MARGIN_PX,
    scrollPaddingStart: END_MARGIN_PX,
    scrollPaddingEnd: END_MARGIN_PX,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const indexes = defaultRangeExtractor(range);
      if (kept === null || kept >= range.count || indexes.includes(kept)) return indexes;
      return [...indexes, kept].sort((a, b) => a - b);
    },
    onChange: () => place(),
  });
  const virtualizer = new Virtualizer<HTMLDivElement, HTMLElement>(options(0));

  /**
   * Measuring a fresh row can move all others and call back at once; that round is drawn after this one, never within it.
   */
  let placing = false;
  let again = false;
  function place(): void {
    again = true;
    if (placing) return;
    placing = true;
    try {
      while (again) {
        again = false;
        for (const row of placeOnce()) virtualizer.measureElement(row);
      }
    } finally {
      placing = false;
    }
    revealAwaited();
  }

  /** A list that has just been shown learns its size later; what is to be revealed waits for that. */
  let awaited: { readonly index: number; readonly focus: boolean } | null = null;
  function revealAwaited(): void {
    if (awaited === null || !virtualizer.scrollRect?.height) return;
    const { index, focus } = awaited;
    awaited = null;
    virtualizer.scrollToIndex(index, { align: 'auto' });
    if (focus) rows.get(index)?.focus({ preventScroll: true });
  }

  /** Puts the wanted rows into the page, in order; returns those not measured yet. */
  function placeOnce(): readonly HTMLElement[] {
    const unmeasured: HTMLElement[] = [];
    const items = virtualizer.getVirtualItems();
    const wanted = new Set(items.map((item) => item.index));
    for (const [index, row] of rows) {
      if (wanted.has(index)) continue;
      row.remove();
      rows.delete(index);
    }
    space.style.height = `${virtualizer.getTotalSize()}px`;
    let after: Element | null = null;
    for (const item of items) {
      let row = rows.get(item.index);
      if (row === undefined) {
        row = source.make(item.index);
        row.classList.add('virtual-row');
        row.dataset['index'] = String(item.index);
        rows.set(item.index, row);
        unmeasured.push(row);
      }
      const next: Element | null = after === null ? space.firstElementChild : after.nextElementSibling;
      if (next !== row) space.insertBefore(row, next);
      after = row;
      row.style.transform = `translateY(${item.start}px)`;
    }
    return unmeasured;
  }
  function drop(from: number): void {
    for (const [index, row] of rows) {
      if (index < from) continue;
      row.remove();
      rows.delete(index);
    }
  }
  /** Making a row anew must not lose the keyboard, nor where its own text was scrolled to. */
  function keepingFocus(change: () => void): void {
    const focused = document.activeElement;
    const row = focused instanceof HTMLElement ? focused.closest<HTMLElement>('.virtual-row') : null;
    const index = row && space.contains(row) ? Number(row.dataset['index']) : null;
    change();
    if (index !== null) rows.get(index)?.focus({ preventScroll: true });
  }

  virtualizer._didMount();
  virtualizer._willUpdate();
  return {
    root,
    setCount(count, changedFrom) {
      keepingFocus(() => {
        drop(changedFrom);
        virtualizer.setOptions(options(count));
        virtualizer._willUpdate();
        place();
      });
    },
    refresh() {
      keepingFocus(() => {
        drop(0);
        place();
      });
    },
    forget() {
      drop(0);
      virtualizer.itemSizeCache.clear();
    },
    keep(index) {
      if (kept === index) return;
      kept = index;
      virtualizer.setOptions(options(virtualizer.options.count));
      place();
    },
    reveal(index, focus) {
      awaited = { index, focus };
      place();
    },
    revealEnd: () => virtualizer.scrollToIndex(Math.max(0, virtualizer.options.count - 1), { align: 'end' }),
    atEnd: () => root.scrollHeight - root.scrollTop - root.clientHeight <= END_MARGIN_PX,
  };
}
