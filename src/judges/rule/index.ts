/** The rule judge over P0–P3, and the labels that follow from its verdict. */
export { explainTrace, judgeOutput, judgeTrace, RULE_JUDGE } from './judge.ts';
/** P0 alone: whether an output is degenerate. */
export { findBroken, type Broken } from './broken.ts';
/** Where an answer gives the edit target. */
export { findMatch, wantedNames } from './answer.ts';
/** Verdicts and contexts. */
export type { BrokenKind, Evidence, Intermediate, JudgeContext, RuleVerdict } from './types.ts';
