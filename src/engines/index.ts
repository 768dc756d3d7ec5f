/** What every engine offers. */
export type { Engine, EngineDescription, EngineEvent, GenerateOptions, GenerateRequest } from './engine.ts';
/** Any OpenAI-compatible server. */
export { OpenAIEngine, type OpenAIEngineOptions } from './openai.ts';
/** What can go wrong, told to a person. */
export { engineError } from './errors.ts';
/** The bundled model in a thread of its own. */
export { EmbeddedEngine, type EmbeddedEngineOptions } from './embedded/embedded_engine.ts';
/** What programs need of a model's card. */
export { readModelCard, type ModelCard } from './embedded/model_card.ts';
/** What the bundled model was trained to know. */
export { World } from './embedded/world.ts';
/** The vector that a picture is compared by. */
export { meanVector } from './embedded/mean_vector.ts';
