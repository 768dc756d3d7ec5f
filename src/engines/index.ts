/** What every engine offers. */
export type { Engine, EngineDescription, EngineEvent, GenerateOptions, GenerateRequest } from './engine.ts';
/** Any OpenAI-compatible server. */
export { OpenAIEngine, type OpenAIEngineOptions } from './openai.ts';
/** What can go wrong, told to a person. */
export { engineError } from './errors.ts';
