import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  containsBetweenBoundaries,
  coveredExactMatch,
  exactMatch,
  goldInPrediction,
  normaliseAnswer,
  normaliseVqa,
  tokenF1,
} from '../../src/text/index.ts';
import { goldenJson } from './golden_data.ts';

interface Case {
  readonly prediction: string;
  readonly gold: string;
  readonly prediction_normalised: string;
  readonly gold_normalised: string;
}
interface SquadCase extends Case {
  readonly em: number;
  readonly f1: number;
  readonly gold_in_prediction: number;
}
interface VqaCase extends Case {
  readonly contains_word: number;
  readonly cem: number;
}

describe('answer metrics agree with the reference values', () => {
  for (const [i, c] of goldenJson<{ readonly cases: readonly SquadCase[] }>('text', 'squad.json').cases.entries()) {
    it(`SQuAD case ${String(i)}: ${JSON.stringify(c.prediction)} against ${JSON.stringify(c.gold)}`, () => {
      assert.equal(normaliseAnswer(c.prediction), c.prediction_normalised);
      assert.equal(normaliseAnswer(c.gold), c.gold_normalised);
      assert.equal(exactMatch(c.prediction, c.gold), c.em);
      assert.ok(Math.abs(tokenF1(c.prediction, c.gold) - c.f1) <= 1e-12);
      assert.equal(goldInPrediction(c.prediction, c.gold), c.gold_in_prediction);
    });
  }
  for (const [i, c] of goldenJson<{ readonly cases: readonly VqaCase[] }>('text', 'vqa_cem.json').cases.entries()) {
    it(`VQA case ${String(i)}: ${JSON.stringify(c.prediction)} against ${JSON.stringify(c.gold)}`, () => {
      assert.equal(normaliseVqa(c.prediction), c.prediction_normalised);
      assert.equal(normaliseVqa(c.gold), c.gold_normalised);
      assert.equal(Number(containsBetweenBoundaries(c.prediction_normalised, c.gold_normalised)), c.contains_word);
      assert.equal(coveredExactMatch(c.prediction, c.gold), c.cem);
    });
  }
});
