import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BucketStream, bucketShapes, type BucketState } from '../../../src/training/buckets.ts';
import type { Sequence } from '../../../src/training/sequence.ts';

/** A sequence whose length depends on its index alone. */
function draw(index: number): Sequence {
  const length = 10 + ((index * 7919) % 60);
  return {
    kind: `k${index % 3}`,
    ids: new Array<number>(length).fill(index),
    completionStart: Math.floor(length / 2),
    image: null,
    imageStart: -1,
  };
}
const shapes = bucketShapes(256, [32, 64], 0.7);

test('every batch fits its shape', () => {
  const stream = new BucketStream(shapes, draw);
  for (let i = 0; i < 50; i++) {
    const { shape, sequences } = stream.nextBatch();
    assert.ok(sequences.length > 0 && sequences.length <= shape.rows);
    assert.ok(sequences.every((s) => s.ids.length <= shape.length));
    assert.ok(sequences.reduce((n, s) => n + s.ids.length - s.completionStart, 0) <= shape.targets);
  }
});

test('a stream restored from its state goes on exactly as the unbroken one', () => {
  const whole = new BucketStream(shapes, draw);
  const broken = new BucketStream(shapes, draw);
  for (let i = 0; i < 7; i++) assert.deepEqual(whole.nextBatch(), broken.nextBatch());
  const saved = JSON.parse(JSON.stringify(broken.state)) as BucketState;
  const resumed = new BucketStream(shapes, draw, saved);
  for (let i = 0; i < 20; i++) assert.deepEqual(resumed.nextBatch(), whole.nextBatch());
});

test('no example is lost or used twice, and one that is too long is counted', () => {
  const stream = new BucketStream(shapes, draw);
  const seen = new Set<number>();
  for (let i = 0; i < 40; i++) {
    for (const s of stream.nextBatch().sequences) {
      assert.ok(!seen.has(s.ids[0]!));
      seen.add(s.ids[0]!);
    }
  }
  const { next, waiting, dropped } = stream.state;
  assert.equal(seen.size + waiting.flat().length + dropped, next);
  assert.ok(dropped > 0);
});
