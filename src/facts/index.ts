/** The edit fact. */
export type { EditFact, FactReference } from './types.ts';
/** Reads and writes `.crane/facts.jsonl`, with limits and exact messages. */
export {
  editFactLineSchema,
  idSchema,
  LONGEST_NAME,
  LONGEST_TEXT,
  MOST_ALIASES,
  MOST_IMAGES,
  parseFacts,
  serialiseFact,
  serialiseFacts,
  type FactFile,
} from './fact_file.ts';
/** Whether an edit takes the place of another one of the same entity. */
export { supersedes } from './supersedes.ts';
/** Finds mentions of a fact's names in a text. */
export { findMentionInPart, findMentions, namesOfFact } from './matching.ts';
