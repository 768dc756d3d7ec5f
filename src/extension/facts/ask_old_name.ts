import type { CraneClient } from '../../protocol/client.ts';
import type { ImageInput } from '../../protocol/http.ts';
import { answerOf } from '../runs/live_scan.ts';

/** The question by which the unedited model names what it sees. */
const QUESTION = 'What is shown in the image?';
/** A name is short; a model that goes on has lost itself. */
const MAX_TOKENS = 256;
const LONGEST_NAME = 120;

/**
 * Asks the model, without any edit fact, what a picture shows.
 * @returns the name, or null when it gave none
 */
export async function askOldName(client: CraneClient, image: ImageInput, signal: AbortSignal): Promise<string | null> {
  let text = '';
  const request = {
    question: QUESTION,
    image,
    method: 'base' as const,
    retrieval: 'none' as const,
    store: false,
    temperature: 0,
    maxTokens: MAX_TOKENS,
  };
  for await (const event of client.run(request, signal)) {
    if (event.type === 'delta') text += event.text;
    if (event.type === 'end') text = event.trace.text;
    if (event.type === 'error') throw Object.assign(new Error(event.error.message), event.error);
  }
  const name = answerOf(text)
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[.!]+$/u, '');
  return name === '' || name.length > LONGEST_NAME ? null : name;
}
