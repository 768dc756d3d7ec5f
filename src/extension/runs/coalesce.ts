/**
 * Calls `send` at once, then at most every `everyMs` however often it is asked; the last request is never lost.
 * Nothing waits for `send`'s effects.
 */
export interface Coalescer {
  request(): void;
  /** Sends now what is still due. */
  flush(): void;
  dispose(): void;
}

export function coalesced(send: () => void, everyMs: number): Coalescer {
  let timer: NodeJS.Timeout | null = null;
  let due = false;
  const fire = (): void => {
    due = false;
    timer = setTimeout(() => {
      timer = null;
      if (due) fire();
    }, everyMs);
    send();
  };
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    request: () => {
      if (timer === null) fire();
      else due = true;
    },
    flush: () => {
      stop();
      if (!due) return;
      due = false;
      send();
    },
    dispose: stop,
  };
}
