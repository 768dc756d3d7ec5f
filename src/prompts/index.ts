/** Versioned prompt templates (protocol §6). */
export { PROMPT_VERSION, SYSTEM_TURN, NO_FACT_LINE, factLine, questionLine, type PromptFact } from './templates.ts';
/** Builds prompts as engine-neutral messages. */
export {
  buildPrompt,
  withAssistantPrefix,
  type Prompt,
  type PromptMessage,
  type PromptPart,
  type PromptRequest,
  type PromptVariant,
} from './build.ts';
/** Renders messages as text for the embedded model, in the Qwen2.5-VL chat format. */
export { renderChat, CHAT_TOKENS, SCHEMA_TOKENS } from './chat_template.ts';
