import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { PROMPT_VERSION } from '../../prompts/index.ts';
import type { Notice } from '../../protocol/index.ts';
import { engineError } from '../errors.ts';

/** What programs need of a model's card: `crane.json` in its folder. */
const cardSchema = z.object({
  name: z.string().min(1),
  /** Trained to think before it answers. */
  reasoning: z.boolean(),
  /** The prompt templates that it was trained on. */
  promptVersion: z.string(),
});
export type ModelCard = z.infer<typeof cardSchema>;

/** Reads a model's card. Error: `model-missing`. */
export function readModelCard(folder: string): ModelCard {
  try {
    return cardSchema.parse(JSON.parse(readFileSync(join(folder, 'crane.json'), 'utf8')));
  } catch (cause) {
    throw engineError.modelMissing(folder, cause);
  }
}

/** A warning where the model was trained on other prompts than those that are used; null otherwise. */
export function promptMismatch(card: ModelCard): Notice | null {
  if (card.promptVersion === PROMPT_VERSION) return null;
  return {
    code: 'prompt-version',
    message: `The model ${card.name} was trained on the prompts ${card.promptVersion}, but ${PROMPT_VERSION} is used: expect worse answers.`,
  };
}

/** A name for a model whose card cannot be read. */
export function folderName(folder: string): string {
  return basename(folder);
}
