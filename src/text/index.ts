/** White space and word characters as the field's Python tools have them. */
export { isSpace, isWordChar, skipSpace, skipSpaceBack, splitWords, strip } from './unicode.ts';
/** SQuAD normalisation, exact match, token F1, containment. */
export { exactMatch, goldInPrediction, normaliseAnswer, tokenF1 } from './squad.ts';
/** VQA normalisation and covered exact match. */
export { containsBetweenBoundaries, coveredExactMatch, normaliseVqa } from './vqa.ts';
/** Folds a text for comparison and keeps the way back to its offsets. */
export { fold, foldName, type FoldedText } from './fold.ts';
/** Finds names at word boundaries, whole or in part. */
export {
  contentTokens,
  findName,
  findNameIn,
  findNames,
  findPartialMention,
  PARTIAL_MENTION,
  type TextSpan,
} from './names.ts';
/** Compiles and finds lists of phrases. */
export { compilePhrases, findPhrases, type CompiledPhrases, type PhraseList } from './phrases.ts';
/** The word lists and their version. */
export * from './word_lists.ts';
/** Whether a mention is taken back, conceded, or said to be of the past. */
export { isConceded, isDeniedAfter, isFormer, isNegated, isNegatedBefore, NEGATION_WINDOW } from './negation.ts';
/** Cuts text into sentences and items. */
export { cutSentences, SENTENCE_RULE_VERSION } from './sentences.ts';
/** Reads JSON Lines files that people write by hand. */
export {
  LONGEST_FILE,
  LONGEST_LINE,
  parseJsonLine,
  parseJsonLines,
  type LineProblem,
  type ParsedJsonLine,
  type ParsedLine,
  type ParsedLines,
} from './json_lines.ts';
