import type { CraneClient } from '../../protocol/client.ts';
import type { ImageInput } from '../../protocol/http.ts';
import type { Sample } from '../../samples/types.ts';
import { answerOf } from '../runs/live_scan.ts';

/** Asks for a name where no sample shows the picture. */
const QUESTION = 'What is shown in the image?';
/** Probes whose question asks for the name of what the picture shows. */
const NAMING: readonly Sample['probe'][] = ['rewrite', 'text_rephrase', 'image_rephrase'];
/** A name is short; a model that goes on has lost itself. */
const MAX_TOKENS = 256;
const LONGEST_NAME = 120;

/**
 * Asks the model, without any edit fact, what a picture shows: in the words of a sample that shows it, where there is
 * one, since they fit what it is.
 * @returns the name, or null when it gave none
 */
export async function askOldName(
  client: CraneClient,
  image: ImageInput,
  samples: readonly Sample[],
  signal: AbortSignal,
): Promise<string | null> {
  let text = '';
  const request = {
    question: questionFor(image, samples),
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

function questionFor(image: ImageInput, samples: readonly Sample[]): string {
  if (!('crane' in image)) return QUESTION;
  const showing = samples.find((sample) => sample.image === image.crane && NAMING.includes(sample.probe));
  return showing?.question ?? QUESTION;
}
