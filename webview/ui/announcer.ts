import { spokenText } from './untrusted_text.ts';

/** At most one announcement in this many milliseconds; what comes sooner is said later, and only the newest of it. */
const PAUSE_MS = 2000;

/** Speaks to screen readers politely: new words wait for the last ones, and a flood leaves only its newest line. */
export interface Announcer {
  /** Queues a line. A later line replaces one that still waits. */
  say(line: string): void;
}

/** Makes the live region inside `parent` and the announcer that writes to it. */
export function createAnnouncer(parent: HTMLElement): Announcer {
  const region = document.createElement('div');
  region.className = 'spoken';
  region.setAttribute('role', 'status');
  region.setAttribute('aria-live', 'polite');
  parent.appendChild(region);
  let waiting: string | null = null;
  let timer: number | null = null;

  function speak(): void {
    timer = null;
    if (waiting === null) return;
    region.textContent = spokenText(waiting);
    waiting = null;
    timer = window.setTimeout(speak, PAUSE_MS);
  }
  return {
    say(line) {
      waiting = line;
      if (timer === null) speak();
    },
  };
}
