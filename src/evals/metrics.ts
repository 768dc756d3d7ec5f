import type { Metric, Trace, Verdict } from '../protocol/index.ts';
import type { Probe, SampleType } from '../samples/types.ts';
import { coveredExactMatch, exactMatch, tokenF1 } from '../text/index.ts';
import { answerText } from './summary.ts';
import { wilson } from './wilson.ts';

/** One sample that an evaluation was to run, with its trace as far as there is one. */
export interface EvaluatedSample {
  readonly type: SampleType;
  readonly probe: Probe;
  readonly trace: Trace | null;
}

/** What a metric says of one sample: a value in [0, 1], or null where it was not judged. */
type Value = number | null;

/** Where a metric applies and what it says (protocol §3). */
interface Definition {
  readonly applies: (sample: EvaluatedSample) => boolean;
  readonly value: (trace: Trace) => Value;
  /** A mean of shares instead of a count of successes: it has no Wilson interval. */
  readonly mean?: true;
}

const RELIABILITY = ['normal', 'conflict'] as const;
const PROBED = ['rewrite', 'text_rephrase', 'image_rephrase', 'rel_1', 'rel_2'] as const;

const everywhere = (): boolean => true;
const verdictOf = (trace: Trace): Verdict | undefined => trace.verdicts.at(-1);
const yes = (value: boolean | undefined): Value => (value === undefined ? null : value ? 1 : 0);

/** Best over the accepted answers; without an answer there is nothing that could match. */
function bestOfGold(trace: Trace, score: (prediction: string, gold: string) => number): Value {
  const answer = answerText(trace);
  return answer === null ? 0 : Math.max(0, ...accepted(trace).map((gold) => score(answer, gold)));
}

/** The gold answers; where the fact's target is one of them, its aliases are too. */
function accepted(trace: Trace): readonly string[] {
  const gold = trace.sample?.gold ?? [];
  const fact = trace.sampleFact;
  return fact !== null && gold.includes(fact.target) ? [...gold, ...fact.aliases] : gold;
}

function hitUsed(trace: Trace, right: (factId: string) => boolean): Value {
  if (trace.retrieval?.mode !== 'own') return null;
  const used = trace.retrieval.hits.find((hit) => hit.used);
  return used !== undefined && right(used.factId) ? 1 : 0;
}

function definitions(): ReadonlyMap<string, Definition> {
  const all = new Map<string, Definition>([
    ['FR', { applies: everywhere, value: (trace) => yes(trace.schema.valid) }],
    ['BR', { applies: everywhere, value: (trace) => yes(verdictOf(trace)?.P0.broken) }],
    ['EM', { applies: everywhere, value: (trace) => bestOfGold(trace, exactMatch) }],
    ['CEM', { applies: everywhere, value: (trace) => bestOfGold(trace, coveredExactMatch) }],
    ['F1', { applies: everywhere, value: (trace) => bestOfGold(trace, tokenF1), mean: true }],
  ]);
  const gs = (trace: Trace): Value => verdictOf(trace)?.P1?.gs ?? null;
  const gsStrict = (trace: Trace): Value => verdictOf(trace)?.P1?.gsStrict ?? null;
  for (const type of RELIABILITY) {
    const at = (probe: Probe) => (sample: EvaluatedSample) => sample.type === type && sample.probe === probe;
    // GS.<type> alone is image_rephrase, the probe that needs another photograph to be recognised.
    all.set(`GS.${type}`, { applies: at('image_rephrase'), value: gs });
    all.set(`GS-strict.${type}`, { applies: at('image_rephrase'), value: gsStrict });
    for (const probe of PROBED) {
      all.set(`GS.${type}.${probe}`, { applies: at(probe), value: gs });
      all.set(`GS-strict.${type}.${probe}`, { applies: at(probe), value: gsStrict });
    }
    all.set(`MH-Acc.${type}`, { applies: at('multi_hop'), value: (trace) => bestOfGold(trace, exactMatch) });
    all.set(`IU.${type}`, { applies: at('multi_hop'), value: (trace) => verdictOf(trace)?.P3?.iu ?? null });
    all.set(`UVI.${type}`, { applies: at('multi_hop'), value: (trace) => verdictOf(trace)?.P3?.uvi ?? null });
    all.set(`hit@1.${type}`, {
      applies: at('image_rephrase'),
      value: (trace) => hitUsed(trace, (id) => id === trace.sample?.factId),
    });
  }
  const ofType = (type: SampleType) => (sample: EvaluatedSample) => sample.type === type;
  const ei = (trace: Trace): Value => verdictOf(trace)?.P2?.ei ?? null;
  all.set('EI.image', { applies: ofType('locality'), value: ei });
  all.set('EI.text', { applies: ofType('text_locality'), value: ei });
  all.set('falseHit.any', { applies: ofType('locality'), value: (trace) => hitUsed(trace, () => true) });
  all.set('falseHit.own', {
    applies: ofType('locality'),
    value: (trace) => hitUsed(trace, (id) => id === trace.sample?.factId),
  });
  return all;
}

const DEFINITIONS = definitions();

/**
 * Every metric of protocol §3 that applies to at least one of the samples. A sample without a finished trace, or whose
 * verdict says nothing, is counted as unjudged and not in n. Retrieval metrics need a method that searched.
 */
export function computeMetrics(samples: readonly EvaluatedSample[]): Readonly<Record<string, Metric>> {
  const metrics: Record<string, Metric> = {};
  for (const [key, definition] of DEFINITIONS) {
    const applicable = samples.filter(definition.applies);
    const values = applicable.map(({ trace }) => (trace?.status === 'done' ? definition.value(trace) : null));
    const judged = values.filter((value) => value !== null);
    const isRetrieval = key.startsWith('hit@') || key.startsWith('falseHit.');
    if (applicable.length === 0 || (isRetrieval && judged.length === 0)) continue;
    const k = judged.reduce((sum, value) => sum + value, 0);
    const n = judged.length;
    const interval = definition.mean === true ? null : wilson(k, n);
    metrics[key] = {
      k,
      n,
      rate: n === 0 ? null : k / n,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      unjudged: applicable.length - n,
    };
  }
  return metrics;
}
