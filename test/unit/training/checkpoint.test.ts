import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { AdamW, floats, type Weights } from '../../../src/nn/index.ts';
import { Checkpoint } from '../../../src/training/checkpoint.ts';

const fresh = (): Weights => new Map([['w', floats(Float32Array.of(1, -2, 3), [3])]]);
const gradient = (step: number): Map<string, Float32Array> =>
  new Map([['w', Float32Array.of(step + 1, 0.5 - step, -1)]]);

test('a run restored from its checkpoint gives the same weights as an unbroken one', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'crane-checkpoint-'));
  try {
    const whole = fresh();
    const wholeOptimiser = new AdamW();
    for (let step = 0; step < 6; step++) wholeOptimiser.step(whole, gradient(step), 0.1);

    const first = fresh();
    const firstOptimiser = new AdamW();
    for (let step = 0; step < 3; step++) firstOptimiser.step(first, gradient(step), 0.1);
    await new Checkpoint(folder).save(first, firstOptimiser, { step: 3, seconds: 1, progress: { next: 96 } });

    const second = fresh();
    const secondOptimiser = new AdamW();
    const state = await new Checkpoint(folder).restore<{ next: number }>(second, secondOptimiser);
    assert.deepEqual(state, { step: 3, seconds: 1, progress: { next: 96 } });
    for (let step = 3; step < 6; step++) secondOptimiser.step(second, gradient(step), 0.1);
    assert.deepEqual(second.get('w'), whole.get('w'));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a checkpoint of another model is refused by name', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'crane-checkpoint-'));
  try {
    await new Checkpoint(folder).save(fresh(), new AdamW(), { step: 0, seconds: 0, progress: null });
    const other: Weights = new Map([['v', floats(Float32Array.of(1), [1])]]);
    await assert.rejects(new Checkpoint(folder).restore(other, new AdamW()), /v does not fit/u);
  } finally {
    await rm(folder, { recursive: true });
  }
});
