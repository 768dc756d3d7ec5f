import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf } from '../../../src/evals/assess.ts';
import type { Retrieval, Trace } from '../../../src/protocol/index.ts';

const FACT: NonNullable<Trace['sampleFact']> = {
  id: 'f-new',
  target: 'Paybaylel',
  aliases: [],
  description: '',
  images: [],
  question: '',
  preEdit: 'Talrilo',
  enabled: true,
  created: '2026-01-02T03:04:05.000Z',
  note: '',
};
const SAMPLE: NonNullable<Trace['sample']> = {
  id: 's-1',
  split: 'test',
  type: 'normal',
  probe: 'rewrite',
  factId: 'f-own',
  image: null,
  question: 'Name the building shown here.',
  gold: ['Kestrel Tower'],
  preEdit: 'Talrilo',
  hops: [],
};
const RETRIEVAL: Retrieval = {
  mode: 'own',
  route: 'image',
  thresholds: { image: 0.9, text: 0.9 },
  encoder: 'e',
  head: 'h',
  hits: [{ factId: 'f-new', score: 1, used: true, target: 'Paybaylel' }],
};
const asked = (sample: Trace['sample'], sampleFact: Trace['sampleFact']) =>
  contextOf({
    sample,
    sampleFact,
    facts: [FACT],
    retrieval: RETRIEVAL,
    finishReason: 'stop',
    serverSplit: false,
    reasoning: true,
  });

test('asks for no retrieval label when the fact that the sample was made for is gone', () => {
  assert.equal(asked(SAMPLE, null).retrieval, null);
});

test('knows the right fact while the sample’s own is in the library', () => {
  assert.deepEqual(asked(SAMPLE, { ...FACT, id: 'f-own' }).retrieval, {
    rightFactExists: true,
    rightFactId: 'f-own',
    usedFactId: 'f-new',
  });
});

test('still knows that no fact is right for a locality sample', () => {
  assert.deepEqual(asked({ ...SAMPLE, type: 'locality', factId: null }, null).retrieval, {
    rightFactExists: false,
    rightFactId: null,
    usedFactId: 'f-new',
  });
});
