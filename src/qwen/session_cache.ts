import { createSession } from '../nn/index.ts';
import type { Session, SessionOptions } from '../nn/index.ts';

/** Keeps the sessions of the shapes used last; each holds working memory of its own, so their number is bounded. */
export class SessionCache {
  readonly #options: SessionOptions;
  readonly #limit: number;
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(options: SessionOptions, limit: number) {
    this.#options = options;
    this.#limit = limit;
  }

  /** The session of that key, built on first use; the one unused for longest is released when there are too many. */
  async get(key: string, build: () => Uint8Array): Promise<Session> {
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      this.#sessions.delete(key);
      this.#sessions.set(key, known);
      return known;
    }
    while (this.#sessions.size >= this.#limit) {
      const [oldest, session] = this.#sessions.entries().next().value!;
      this.#sessions.delete(oldest);
      await (await session).release();
    }
    const session = createSession(build(), this.#options);
    this.#sessions.set(key, session);
    session.catch(() => this.#sessions.delete(key));
    return session;
  }

  /** Releases every session. */
  async release(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await (await session).release();
  }
}
