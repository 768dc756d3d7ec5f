import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeMetrics, type EvaluatedSample } from '../../../src/evals/metrics.ts';
import type { Retrieval, Trace } from '../../../src/protocol/index.ts';
import { traceFixture, verdictFixture } from './trace_fixture.ts';

type Sample = NonNullable<Trace['sample']>;

function sampleOf(fields: Partial<Sample>): Sample {
  return {
    id: 's',
    split: 'test',
    type: 'normal',
    probe: 'rewrite',
    factId: 'f-1',
    image: null,
    question: 'What is this?',
    gold: ['Old Tower'],
    preEdit: null,
    hops: [],
    ...fields,
  };
}

function evaluated(sample: Partial<Sample>, trace: Partial<Trace> | null): EvaluatedSample {
  const whole = sampleOf(sample);
  return {
    type: whole.type,
    probe: whole.probe,
    trace: trace === null ? null : traceFixture({ sample: whole, ...trace }),
  };
}

function retrieval(hits: readonly (readonly [string, boolean])[], mode: Retrieval['mode'] = 'own'): Retrieval {
  return {
    mode,
    route: 'image',
    thresholds: { image: 0.5, text: 0.5 },
    encoder: 'e',
    head: null,
    hits: hits.map(([factId, used]) => ({ factId, used, score: used ? 0.9 : 0.1 })),
  };
}

test('each metric counts the samples that it applies to, and no others', () => {
  const metrics = computeMetrics([
    evaluated({ probe: 'rewrite' }, { verdicts: [verdictFixture(1)] }),
    evaluated({ probe: 'image_rephrase' }, { verdicts: [verdictFixture(0)] }),
    evaluated({ type: 'conflict', probe: 'rel_1' }, { verdicts: [verdictFixture(1)] }),
  ]);
  const counts = Object.fromEntries(Object.entries(metrics).map(([key, { k, n }]) => [key, [k, n]]));
  assert.deepEqual(counts['FR'], [3, 3]);
  assert.deepEqual(counts['GS.normal.rewrite'], [1, 1]);
  assert.deepEqual(counts['GS.normal'], [0, 1]);
  assert.deepEqual(counts['GS.normal.image_rephrase'], [0, 1]);
  assert.deepEqual(counts['GS.conflict.rel_1'], [1, 1]);
  assert.equal(counts['GS.conflict'], undefined);
  assert.equal(counts['EI.image'], undefined);
});

test('a sample that failed, was stopped or was not run is unjudged, never scored 0', () => {
  const { GS, FR } = pick(
    computeMetrics([
      evaluated({}, { verdicts: [verdictFixture(1)] }),
      evaluated({}, { status: 'error' }),
      evaluated({}, { status: 'aborted' }),
      evaluated({}, null),
      evaluated({}, { verdicts: [] }),
    ]),
  );
  assert.deepEqual([GS?.k, GS?.n, GS?.rate, GS?.unjudged], [1, 1, 1, 4]);
  assert.deepEqual([FR?.n, FR?.unjudged], [2, 3]);
});

function pick(metrics: ReturnType<typeof computeMetrics>) {
  return { GS: metrics['GS.normal.rewrite'], FR: metrics['FR'], EM: metrics['EM'], F1: metrics['F1'] };
}

test('answers are matched best over gold, and over aliases where the target is gold', () => {
  const fact = { id: 'f-1', target: 'New Tower', aliases: ['Old Tower'], description: '', images: [] };
  const sampleFact = { ...fact, question: '', preEdit: null, enabled: true, created: '2026-01-01T00:00:00Z', note: '' };
  const { EM } = pick(
    computeMetrics([
      evaluated({ gold: ['Other', 'the old tower!'] }, {}),
      evaluated({ gold: ['New Tower'] }, { sampleFact }),
      evaluated({ gold: ['Paris'] }, { sampleFact }),
      evaluated({ gold: ['Old Tower'] }, { steps: [] }),
    ]),
  );
  assert.deepEqual([EM?.k, EM?.n], [2, 4]);
});

test('F1 is a mean without an interval', () => {
  const { F1 } = pick(computeMetrics([evaluated({ gold: ['Old Mill'] }, {})]));
  assert.deepEqual([F1?.rate, F1?.low, F1?.high], [0.5, null, null]);
});

test('retrieval metrics need a search: hit@1 the right fact in use, false hits any or the own fact in use', () => {
  const locality = { type: 'locality', probe: 'rewrite' } as const;
  const metrics = computeMetrics([
    evaluated({ probe: 'image_rephrase' }, { retrieval: retrieval([['f-1', true]]) }),
    evaluated(
      { probe: 'image_rephrase' },
      {
        retrieval: retrieval([
          ['f-2', true],
          ['f-1', false],
        ]),
      },
    ),
    evaluated({ probe: 'image_rephrase' }, { retrieval: retrieval([['f-1', false]]) }),
    evaluated(locality, { retrieval: retrieval([['f-1', true]]) }),
    evaluated(locality, { retrieval: retrieval([['f-2', true]]) }),
    evaluated(locality, { retrieval: retrieval([['f-1', false]]) }),
  ]);
  const counts = (key: string): readonly unknown[] => [metrics[key]?.k, metrics[key]?.n];
  assert.deepEqual(counts('hit@1.normal'), [1, 3]);
  assert.deepEqual(counts('falseHit.any'), [2, 3]);
  assert.deepEqual(counts('falseHit.own'), [1, 3]);
  const given = computeMetrics([
    evaluated({ probe: 'image_rephrase' }, { retrieval: retrieval([['f-1', true]], 'gold') }),
  ]);
  assert.equal(given['hit@1.normal'], undefined);
});
