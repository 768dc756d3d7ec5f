import { randomBytes } from 'node:crypto';
import { OWN_MODE } from '../methods/index.ts';
import { seededRandom } from '../nn/index.ts';
import {
  asCraneError,
  CraneError,
  evalRequestSchema,
  type EvalEvent,
  type EvalReport,
  type EvalRequest,
  type Trace,
} from '../protocol/index.ts';
import type { Sample } from '../samples/types.ts';
import type { RunContext } from './context.ts';
import { evalsError } from './errors.ts';
import { executeRun } from './execute_run.ts';
import { computeMetrics, type EvaluatedSample } from './metrics.ts';
import { prepareRun } from './prepare_run.ts';
import { summariseTrace } from './summary.ts';

/**
 * Runs every method on the samples of a split, one after the other, greedily, and reports the metrics of protocol §3.
 * Traces are stored under the run's id. When `signal` is aborted, the report holds what there is and counts the rest as
 * unjudged. A sample that fails is unjudged too; three failures in a row with nothing done end the evaluation.
 * Errors: `no-samples`, and the first failure's own.
 */
export async function runEvaluation(
  context: RunContext,
  given: EvalRequest,
  emit: (event: EvalEvent) => Promise<void> | void,
  signal: AbortSignal,
): Promise<EvalReport> {
  const request = evalRequestSchema.parse(given);
  const samples = await chosenSamples(context, request.split, request.limit, request.seed);
  const run = `r-${Date.now().toString(36)}-${randomBytes(3).toString('hex')}`;
  const total = samples.length * request.methods.length;
  let done = 0;
  let failures = 0;
  const report: EvalReport = { run, methods: [] };
  await emit({ type: 'progress', run, done, total, trace: null });
  for (const method of request.methods) {
    const evaluated: EvaluatedSample[] = [];
    for (const sample of samples) {
      const outcome = signal.aborted ? null : await runOne(context, sample, { ...request, method, run }, signal);
      const trace = outcome instanceof CraneError ? null : outcome;
      evaluated.push({ type: sample.type, probe: sample.probe, trace });
      if (signal.aborted) continue;
      failures = trace?.status === 'done' ? -Infinity : failures + 1;
      if (failures >= 3) throw failureOf(outcome);
      done += 1;
      await emit({ type: 'progress', run, done, total, trace: trace === null ? null : summariseTrace(trace) });
    }
    report.methods.push({
      method,
      model: context.engine.describe().model,
      retrieval: request.retrieval ?? OWN_MODE[method],
      metrics: { ...computeMetrics(evaluated) },
    });
  }
  return report;
}

/** One sample's trace; a `CraneError` where it could not even begin; null where it was stopped. */
async function runOne(
  context: RunContext,
  sample: Sample,
  options: Pick<ReturnType<typeof evalRequestSchema.parse>, 'retrieval' | 'seed'> & {
    readonly method: 'crane' | 'base' | 'ike';
    readonly run: string;
  },
  signal: AbortSignal,
): Promise<Trace | CraneError | null> {
  const { method, retrieval, seed, run } = options;
  try {
    const request = { sampleId: sample.id, method, seed, ...(retrieval === undefined ? {} : { retrieval }) };
    const prepared = await prepareRun(context, request, signal, { run });
    return await executeRun(context, prepared, () => undefined, signal);
  } catch (error) {
    return signal.aborted ? null : asCraneError(error);
  }
}

function failureOf(outcome: Trace | CraneError | null): CraneError {
  if (outcome instanceof CraneError) return outcome;
  return evalsError.runsFail(outcome?.error ?? 'the runs gave no result');
}

/** Stands for the samples of every split. */
export const ALL_SPLITS = '*';

/** The samples of a split in their order, or `limit` of them drawn with a seed. Error: `no-samples`. */
async function chosenSamples(
  context: RunContext,
  split: string,
  limit: number | undefined,
  seed: number,
): Promise<readonly Sample[]> {
  const { samples } = await context.samples.read();
  const chosen = samples.filter((sample) => split === ALL_SPLITS || sample.split === split);
  if (chosen.length === 0) throw evalsError.noSamples(split, [...new Set(samples.map((sample) => sample.split))]);
  if (limit === undefined || limit >= chosen.length) return chosen;
  const random = seededRandom(seed);
  const drawn = chosen.map((sample, at) => ({ sample, at, key: random.uniform() })).sort((a, b) => a.key - b.key);
  return drawn
    .slice(0, limit)
    .sort((a, b) => a.at - b.at)
    .map(({ sample }) => sample);
}
