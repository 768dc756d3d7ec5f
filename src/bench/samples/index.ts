/** Makes a benchmark of evaluation facts and samples from the synthetic world. */
export { DEFAULT_SAMPLES, EXAMPLE, synthesise, type SynthOptions } from './synth.ts';
/** Plans facts and questions, and turns a plan into the records of the contract. */
export { planSamples, type PlannedFact, type PlannedSample, type PlanOptions } from './plan.ts';
export { benchmarkFiles, refuseTaken, writeBenchmark, type BenchmarkFiles } from './files.ts';
/** Counts what a benchmark folder holds. */
export { benchmarkStatistics, type BenchmarkStatistics } from './statistics.ts';
