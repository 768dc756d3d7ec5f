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
/** Finds mentions of a fact's names in a text. */
export { findMentionInPart, findMentions, namesOfFact } from './matching.ts';
