import { createSession } from '../nn/index.ts';
import type { Session, SessionOptions } from '../nn/index.ts';

/** Keeps the sessions of the shapes used last; each holds working memory of its own, so their number is bounded. */
export class SessionCache {
  readonly #options: SessionOptions;
  readonly #limit: number;
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(options: SessionOptions, limit: number) {
    this.#options = options;
    this.#limit = Math.max(1, limit);
  }

  /** The session of that key, built on first use; the one unused for longest is released when there are too many. */
  get(key: string, build: () => Uint8Array): Promise<Session> {
    const session = this.#sessions.get(key) ?? this.#open(key, build);
    // Taken out and put back, so that the map stands in order of last use.
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    return session;
  }

  /** Releases every session. */
  async release(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await (await session).release();
  }

  #open(key: string, build: () => Uint8Array): Promise<Session> {
    const surplus: Promise<Session>[] = [];
    for (const [oldest, session] of this.#sessions) {
      if (this.#sessions.size < this.#limit) break;
      this.#sessions.delete(oldest);
      surplus.push(session);
    }
    const opening = (async () => {
      // Its memory first, then the new one's.
      for (const session of surplus) await (await session).release();
      return createSession(build(), this.#options);
    })();
    opening.catch(() => this.#sessions.delete(key));
    return opening;
  }
}
