import { createParser } from 'eventsource-parser';
import { CraneApiError } from './api_error.ts';

/** The `data:` of each server-sent event of a response, as it arrives. Throws the signal's reason, or `interrupted`. */
export async function* serverSentData(
  response: Response,
  route: string,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  if (response.body === null) return;
  const arrived: string[] = [];
  const parser = createParser({ onEvent: (event) => arrived.push(event.data) });
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    let chunk: Awaited<ReturnType<typeof reader.read>>;
    try {
      chunk = await reader.read();
    } catch (cause) {
      signal.throwIfAborted();
      throw CraneApiError.interrupted(route, cause);
    }
    if (chunk.done) return;
    parser.feed(decoder.decode(chunk.value, { stream: true }));
    while (arrived.length > 0) yield arrived.shift() ?? '';
  }
}
