import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wilson } from '../../src/evals/wilson.ts';
import { goldenJson } from './golden_data.ts';

interface Stats {
  readonly wilson_95: readonly {
    readonly k: number;
    readonly n: number;
    readonly low: number;
    readonly high: number;
  }[];
}

const { wilson_95: rows } = goldenJson<Stats>('stats.json');

test('the golden file has rows, the ends k = 0 and k = n among them', () => {
  assert.ok(rows.length >= 30);
  assert.ok(rows.some(({ k }) => k === 0) && rows.some(({ k, n }) => k === n));
});

for (const { k, n, low, high } of rows) {
  test(`the Wilson interval of ${k} of ${n}`, () => {
    const interval = wilson(k, n);
    assert.ok(interval !== null);
    assert.ok(Math.abs(interval.low - low) < 1e-12, `low ${interval.low}`);
    assert.ok(Math.abs(interval.high - high) < 1e-12, `high ${interval.high}`);
  });
}

test('without a trial there is no interval', () => {
  assert.equal(wilson(0, 0), null);
});
