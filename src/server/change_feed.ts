import type { ChangeEvent } from '../protocol/index.ts';

/** Carries what changes on the server to everybody who listens (`GET /api/events`). */
export class ChangeFeed {
  readonly #listeners = new Set<(event: ChangeEvent) => void>();

  tell(event: ChangeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** The changes from now on, until `signal` is aborted. */
  async *follow(signal: AbortSignal): AsyncGenerator<ChangeEvent, void, undefined> {
    const waiting: ChangeEvent[] = [];
    let wake: () => void = () => undefined;
    const listener = (event: ChangeEvent): void => {
      // A slow listener hears each thing that changed once, not once for each change.
      if (!waiting.some((one) => JSON.stringify(one) === JSON.stringify(event))) waiting.push(event);
      wake();
    };
    const stop = (): void => wake();
    this.#listeners.add(listener);
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        const event = waiting.shift();
        if (event !== undefined) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', stop);
    }
  }
}
