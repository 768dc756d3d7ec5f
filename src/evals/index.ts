/** The parts that a run needs. */
export type { ModelTraits, RunContext } from './context.ts';
/** Finds everything that a run needs, then generates, judges and stores. */
export { prepareRun, type PreparedRun, type RunExtras } from './prepare_run.ts';
export { executeRun } from './execute_run.ts';
/** Runs methods on the samples of a split and reports the metrics. */
export { runEvaluation } from './evaluation.ts';
/** Finds retrieval thresholds on training samples. */
export { calibrateOn, type RetrievalCalibration } from './calibration.ts';
/** The metrics of protocol §3, and the Wilson interval. */
export { computeMetrics, type EvaluatedSample } from './metrics.ts';
export { wilson } from './wilson.ts';
/** Judges and scores what is stored; scores a batch. */
export { judgeTrace, rewardItems, rewardTrace } from './judge_stored.ts';
/** The stored traces of a workspace, with verdicts and rewards (SQLite). */
export { TraceStore } from './trace_store.ts';
/** A trace's row in lists, its answer, and a verdict's outcome. */
export { answerText, outcomeOf, summariseTrace } from './summary.ts';
/** What can go wrong, told to a person. */
export { evalsError } from './errors.ts';
