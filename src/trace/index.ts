/** Reads an output, streaming or whole: schema, blocks, steps with roles. */
export { parseTrace, TraceScanner, type ScannedTrace } from './scanner.ts';
/** Steps through a trace, both ways. */
export { TraceCursor, type CursorState } from './cursor.ts';
/** Reads a sentence: phrases of the word lists, names, negations. */
export { hideNames, read, type Reading } from './reading.ts';
/** Roles with the spans that earned them. */
export { findTargetInPart, type RoleSpan } from './roles.ts';
/** The names that a context knows, and their mentions. */
export { findOldName, findTarget, hopsOf, namesOf, oldNamesOf, targetNamesOf } from './context.ts';
/** Failure modes from a trace and a judge's verdict. */
export { labelTrace, type VerdictForLabels } from './labels.ts';
/** Shallow internalization, over the probes of one fact. */
export { shallowInternalization, type ProbeOutcome, type ShallowInternalization } from './shallow.ts';
/** Whether a chain of steps rejects the fact. */
export { commitsToFact, findImpliedRejection, findRejections, type Finding } from './stance.ts';
/** The types of a parsed trace. */
export * from './types.ts';
/** The part of an output that counts as its answer, and the steps that reason. */
export { answerSpan, reasoningOf } from './answer.ts';
/** What reasoning and answer do with a fact that may not apply: use it, repeat it, set it aside. */
export { findFactUse, setsAside, type FactUse } from './fact_use.ts';
