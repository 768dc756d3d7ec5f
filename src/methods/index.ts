/** The prompt-only methods, and who gets the fact. */
export {
  METHODS,
  OWN_MODE,
  preparePrompt,
  type Method,
  type PreparedPrompt,
  type PrepareRequest,
  type RetrievalMode,
} from './prepare.ts';
/** What can go wrong, told to a person. */
export { methodError } from './errors.ts';
