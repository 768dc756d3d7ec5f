import { factLine, NO_FACT_LINE, PROMPT_VERSION, questionLine, SYSTEM_TURN, type PromptFact } from './templates.ts';

/** One part of a turn; the image itself travels beside the prompt and is filled in by the engine. */
export type PromptPart = { readonly type: 'image' } | { readonly type: 'text'; readonly text: string };

export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: readonly PromptPart[];
}

export type PromptVariant = 'with-fact' | 'no-fact';

export interface Prompt {
  readonly version: string;
  readonly variant: PromptVariant;
  readonly messages: readonly PromptMessage[];
}

export interface PromptRequest {
  readonly question: string;
  readonly hasImage: boolean;
  /** The top-1 hit above θ, or null for the "no edit fact" variant. Only one fact enters a prompt. */
  readonly fact: PromptFact | null;
}

/**
 * Builds the CRANE prompt (protocol §6): a system turn that asks for the schema, a user turn with the image
 * (if any), the edit fact or its absence, and the question.
 */
export function buildPrompt(request: PromptRequest): Prompt {
  const lines = `${request.fact === null ? NO_FACT_LINE : factLine(request.fact)}\n${questionLine(request.question)}`;
  const user: PromptPart[] = request.hasImage ? [{ type: 'image' }] : [];
  user.push({ type: 'text', text: lines });
  return {
    version: PROMPT_VERSION,
    variant: request.fact === null ? 'no-fact' : 'with-fact',
    messages: [
      { role: 'system', content: [{ type: 'text', text: SYSTEM_TURN }] },
      { role: 'user', content: user },
    ],
  };
}

/** Adds an assistant turn that the engine continues (forks and teacher forcing). */
export function withAssistantPrefix(prompt: Prompt, prefix: string): Prompt {
  return {
    ...prompt,
    messages: [...prompt.messages, { role: 'assistant', content: [{ type: 'text', text: prefix }] }],
  };
}
