import type { EditFact } from '../facts/types.ts';

/**
 * The one prompt template set, used alike by serving, SFT, GRPO and evaluation (protocol §6).
 * Any change to a string below needs a new version: model cards name the version they were trained on.
 */
export const PROMPT_VERSION = 'crane-prompt-1';

export const SYSTEM_TURN = 'Think inside <think> and </think>, then give the answer inside <answer> and </answer>.';

export const NO_FACT_LINE = 'No edit fact.';

/** What the prompt needs of an edit fact. */
export type PromptFact = Pick<EditFact, 'target' | 'description' | 'preEdit'>;

/**
 * The line that carries an edit fact. The old name stands in it where it is known: without it a model
 * has no way to tell a conflict (same entity: override) from a locality query (another entity: set aside).
 */
export function factLine(fact: PromptFact): string {
  const target = oneLine(fact.target);
  const old = fact.preEdit === null ? '' : oneLine(fact.preEdit);
  const head =
    old === '' ? `Edit fact: the entity is now ${target}.` : `Edit fact: the entity known as ${old} is now ${target}.`;
  const description = oneLine(fact.description);
  return description === '' ? head : `${head} ${description}`;
}

export function questionLine(question: string): string {
  return `Question: ${oneLine(question)}`;
}

/** Facts and questions are typed by people or read from data sets: a line break in them must not forge a new prompt line. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
