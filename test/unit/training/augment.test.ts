import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../../src/bench/world/index.ts';
import { augment } from '../../../src/training/augment.ts';

const SIZE = 16;
const picture = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => (i * 37) % 256);

test('the same seed gives the same picture, another seed another', () => {
  assert.deepEqual(augment(picture, SIZE, new Prng(1)), augment(picture, SIZE, new Prng(1)));
  assert.notDeepEqual(augment(picture, SIZE, new Prng(1)), augment(picture, SIZE, new Prng(2)));
});

test('the photograph itself is left as it was', () => {
  const before = picture.slice();
  for (let seed = 0; seed < 20; seed++) augment(picture, SIZE, new Prng(seed));
  assert.deepEqual(picture, before);
});

test('a change is a nuisance, not another picture: most of a flat picture stays near its colour', () => {
  const flat = new Uint8Array(SIZE * SIZE * 3).fill(128);
  for (let seed = 0; seed < 30; seed++) {
    const out = augment(flat, SIZE, new Prng(seed), 3);
    const near = out.filter((v) => Math.abs(v - 128) < 75).length;
    assert.ok(near > out.length * 0.85, `seed ${seed}: ${near} of ${out.length}`);
  }
});
