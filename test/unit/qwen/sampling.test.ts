import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../../src/nn/index.ts';
import { QwenError } from '../../../src/qwen/index.ts';
import { chooseToken, logProbability, requireSampling } from '../../../src/qwen/sampling.ts';
import type { SamplingSettings } from '../../../src/qwen/sampling.ts';

const plain: SamplingSettings = { temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1 };
const logits = Float32Array.from([0.5, 0.25, 0.15, 0.1], Math.log);
const nothing: ReadonlySet<number> = new Set();

function frequencies(settings: Partial<SamplingSettings>, scores = logits): number[] {
  const random = seededRandom(11);
  const counts = new Array<number>(scores.length).fill(0);
  for (let i = 0; i < 20_000; i++)
    counts[chooseToken(scores, { ...plain, ...settings }, nothing, random)]! += 1 / 20_000;
  return counts;
}

function near(actual: readonly number[], expected: readonly number[]): void {
  assert.ok(
    actual.every((share, i) => Math.abs(share - expected[i]!) < 0.015),
    `${actual} is not ${expected}`,
  );
}

describe('choosing a token', () => {
  it('follows the probabilities', () => near(frequencies({}), [0.5, 0.25, 0.15, 0.1]));
  it('sharpens them with a low temperature', () => {
    const squares = [0.25, 0.0625, 0.0225, 0.01];
    const sum = squares.reduce((a, b) => a + b, 0);
    near(
      frequencies({ temperature: 0.5 }),
      squares.map((s) => s / sum),
    );
  });
  it('keeps the k most likely', () => near(frequencies({ topK: 2 }), [2 / 3, 1 / 3, 0, 0]));
  it('keeps the fewest that reach top-p', () => near(frequencies({ topP: 0.6 }), [2 / 3, 1 / 3, 0, 0]));
  it('keeps at least one with a tiny top-p', () => near(frequencies({ topP: 1e-9 }), [1, 0, 0, 0]));
  it('takes the most likely with temperature 0', () => near(frequencies({ temperature: 0 }), [1, 0, 0, 0]));

  it('divides positive and multiplies negative scores of seen tokens', () => {
    const scores = Float32Array.of(2, 1.5, -1);
    const settings = { ...plain, temperature: 0, repetitionPenalty: 1.5 };
    assert.equal(chooseToken(scores, settings, new Set([0]), seededRandom(1)), 1);
    assert.deepEqual([...scores], [2, 1.5, -1], 'the scores themselves stay');
    assert.equal(chooseToken(Float32Array.of(-1, -1.2), settings, new Set([0]), seededRandom(1)), 1);
  });

  it('gives the same tokens for the same seed', () => {
    const draw = (): number[] => {
      const random = seededRandom(5);
      return Array.from({ length: 50 }, () => chooseToken(logits, plain, nothing, random));
    };
    assert.deepEqual(draw(), draw());
  });

  it('never leaves the vocabulary', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 40 }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (scores, topK, topP) => {
          const id = chooseToken(
            Float32Array.from(scores),
            { ...plain, topK, topP },
            nothing,
            seededRandom(scores.length),
          );
          assert.ok(id >= 0 && id < scores.length);
        },
      ),
    );
  });
});

describe('sampling settings', () => {
  for (const wrong of [
    { temperature: -1 },
    { temperature: NaN },
    { topK: 1.5 },
    { topP: 0 },
    { topP: 2 },
    { repetitionPenalty: 0 },
  ])
    it(`are refused: ${JSON.stringify(wrong)}`, () => {
      assert.throws(
        () => requireSampling({ ...plain, ...wrong }),
        (error) => error instanceof QwenError && error.code === 'settings-invalid',
      );
    });
});

describe('log-probability', () => {
  it('is the log of the softmax', () => {
    for (const [id, p] of [0.5, 0.25, 0.15, 0.1].entries())
      assert.ok(Math.abs(logProbability(logits, id) - Math.log(p)) < 1e-6);
  });
});
