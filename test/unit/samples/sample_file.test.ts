import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  makeSampleId,
  parseSamples,
  serialiseSample,
  serialiseSamples,
  type Sample,
} from '../../../src/samples/index.ts';

const sample: Sample = {
  id: makeSampleId('world-012', 'conflict', 'rel_1', 3),
  split: 'test',
  type: 'conflict',
  probe: 'multi_hop',
  factId: 'f1',
  image: 'images/a.png',
  question: 'What is shown?',
  gold: ['Brasenose College'],
  preEdit: 'Central Library',
  hops: [{ edited: 'Oxford', visual: 'Mexico City' }],
};

describe('samples files', () => {
  it('have ids that a person can read', () => assert.equal(sample.id, 'world-012/conflict/rel_1/3'));

  it('read what they wrote, in the order of the contract', () => {
    const other: Sample = {
      ...sample,
      id: 'b',
      type: 'text_locality',
      image: null,
      preEdit: null,
      factId: null,
      hops: [],
    };
    assert.deepEqual(parseSamples(serialiseSamples([sample, other])), {
      samples: [sample, other],
      problems: [],
      tornAt: null,
    });
    assert.deepEqual(Object.keys(JSON.parse(serialiseSample(sample)) as object), [
      'id',
      'split',
      'type',
      'probe',
      'factId',
      'image',
      'question',
      'gold',
      'preEdit',
      'hops',
    ]);
  });

  it('say line, field and fault, and keep the good lines', () => {
    const bad: readonly (readonly [object, string])[] = [
      [{ type: 'odd' }, 'type'],
      [{ probe: 'rel_3' }, 'probe'],
      [{ question: '' }, 'question'],
      [{ image: '../secret.png' }, 'image'],
      [{ image: '/etc/passwd' }, 'image'],
      [{ image: 'C:\\x.png' }, 'image'],
      [{ type: 'text_locality' }, 'image'],
      [{ gold: 'x' }, 'gold'],
      [{ hops: [{ edited: '' }] }, 'hops.0.edited'],
    ];
    for (const [change, field] of bad) {
      const source = `${serialiseSample(sample)}\n${JSON.stringify({ ...sample, id: 'b', ...change })}\n`;
      const { samples, problems } = parseSamples(source);
      assert.deepEqual(
        [samples.map((s) => s.id), problems[0]?.line, problems[0]?.field],
        [[sample.id], 2, field],
        JSON.stringify(change),
      );
    }
  });

  it('of two samples with one id the first counts', () => {
    const { samples, problems } = parseSamples(serialiseSamples([sample, { ...sample, question: 'Other?' }]));
    assert.deepEqual([samples, problems.length], [[sample], 1]);
  });
});
