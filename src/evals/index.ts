/** The stored traces of a workspace, with verdicts and rewards (SQLite). */
export { TraceStore } from './trace_store.ts';
/** A trace's row in lists, its answer, and a verdict's outcome. */
export { summariseTrace, answerText, outcomeOf } from './summary.ts';
/** What can go wrong, told to a person. */
export { evalsError } from './errors.ts';
