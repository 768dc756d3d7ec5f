import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

/** A comment line now and then keeps the connection from being taken for dead, in milliseconds. */
const KEEP_ALIVE_MS = 20_000;

/**
 * Answers with server-sent events, one `data:` line of JSON each. `emit` waits while the client does not read
 * (back-pressure). `signal` is aborted as soon as the client closes the connection or the server shuts down.
 */
export function eventStream<T>(
  c: Context,
  shutdown: AbortSignal,
  work: (emit: (event: T) => Promise<void>, signal: AbortSignal) => Promise<void>,
): Response {
  return streamSSE(c, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort(new Error('the client has closed the connection')));
    const signal = AbortSignal.any([gone.signal, shutdown]);
    const alive = setInterval(() => void stream.write(': alive\n\n'), KEEP_ALIVE_MS);
    try {
      await work(async (event) => {
        if (!signal.aborted) await stream.writeSSE({ data: JSON.stringify(event) });
      }, signal);
    } finally {
      clearInterval(alive);
    }
  });
}
