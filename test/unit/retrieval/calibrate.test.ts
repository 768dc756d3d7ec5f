import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrate } from '../../../src/retrieval/calibrate.ts';

test('scores that part cleanly get the middle of the gap', () => {
  assert.deepEqual(calibrate([0.9, 0.8], [0.1, 0.4]), { theta: (0.8 + 0.4) / 2, found: 1, falseHits: 0 });
});

test('scores that overlap get the best trade of found against false hits', () => {
  const { found, falseHits } = calibrate([0.9, 0.8, 0.7, 0.3], [0.5, 0.2]);
  assert.deepEqual([found, falseHits], [3 / 4, 0]);
});

test('scores that are all alike find nothing rather than everything', () => {
  const { found, falseHits } = calibrate([0.5], [0.5]);
  assert.equal(found - falseHits, 0);
});

test('without scores on both sides there is nothing to calibrate on', () => {
  assert.throws(() => calibrate([], [0.5]), { code: 'retrieval-calibration' });
  assert.throws(() => calibrate([0.5], []), { code: 'retrieval-calibration' });
});
