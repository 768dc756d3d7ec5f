import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  Graph,
  NnError,
  add,
  concat,
  createSession,
  floatOutput,
  floats,
  gemm,
  int64s,
  linear,
  matmul,
  reshape,
  slice,
  split,
  sub,
} from '../../../src/nn/index.ts';
import type { NnErrorCode, Value } from '../../../src/nn/index.ts';

const code =
  (expected: NnErrorCode) =>
  (error: unknown): boolean =>
    error instanceof NnError && error.code === expected;

describe('a graph', () => {
  it('runs with dimensions known only at run time', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', ['batch', 'length', 6]);
    const weight = graph.constant(
      Float32Array.from({ length: 12 }, (_, i) => i),
      [2, 6],
    );
    graph.output('heads', reshape(x, ['batch', 'length', 2, 3]));
    graph.output('y', linear(x, weight));
    const session = await createSession(graph.toOnnx());
    for (const [batch, length] of [
      [1, 1],
      [2, 3],
    ] as const) {
      const result = await session.run({ x: floats(new Float32Array(batch * length * 6).fill(1), [batch, length, 6]) });
      assert.deepEqual(result['heads']!.shape, [batch, length, 2, 3]);
      assert.deepEqual(result['y']!.shape, [batch, length, 2]);
      assert.deepEqual([...floatOutput(result, 'y').subarray(0, 2)], [15, 51]);
    }
    await session.release();
  });

  it('stores equal constants once', () => {
    const size = (constants: readonly number[]): number => {
      const graph = new Graph();
      const x = graph.input('x', 'float32', [2]);
      graph.output(
        'y',
        constants.reduce<Value>((sum, c) => add(sum, c), x),
      );
      return graph.toOnnx().byteLength;
    };
    assert.ok(size([1.5, 1.5]) < size([1.5, 2.5]));
  });

  const wrong: readonly (readonly [string, (x: Value) => unknown])[] = [
    ['adding shapes that do not broadcast', (x) => add(x, x.graph.constant(new Float32Array(3), [3]))],
    ['multiplying matrices that do not fit', (x) => matmul(x, x)],
    ['gemm of matrices that do not fit', (x) => gemm(x, x)],
    ['a linear layer of another width', (x) => linear(x, x.graph.constant(new Float32Array(6), [2, 3]))],
    ['reshaping to another number of elements', (x) => reshape(x, [3, 3])],
    ['slicing outside', (x) => slice(x, 0, 1, 5)],
    ['a split that does not cover', (x) => split(x, 1, [1, 1])],
    ['joining different shapes', (x) => concat([x, x.graph.constant(new Float32Array(3), [1, 3])], 0)],
    ['a constant of the wrong length', (x) => x.graph.constant(new Float32Array(3), [2])],
    ['an axis that is not there', (x) => concat([x, x], 2)],
    ['mixing two graphs', (x) => sub(x, new Graph().input('y', 'float32', [2, 4]))],
    ['using a name twice', (x) => x.graph.input('x', 'float32', [1])],
  ];
  for (const [name, build] of wrong)
    it(`refuses ${name} when it is built`, () => {
      assert.throws(() => build(new Graph().input('x', 'float32', [2, 4])), code('shape-mismatch'));
    });

  it('refuses to be written without an output', () =>
    assert.throws(() => new Graph().toOnnx(), code('unknown-output')));
});

describe('a session', () => {
  const square = (): Uint8Array => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    graph.output('y', add(x, x));
    return graph.toOnnx();
  };

  it('refuses bytes that are no model', async () => {
    await assert.rejects(createSession(Uint8Array.of(1, 2, 3)), code('session-failed'));
  });

  it('refuses inputs of the wrong type, with the reason', async () => {
    const session = await createSession(square());
    await assert.rejects(session.run({ x: int64s([1, 2], [2]) }), code('session-failed'));
    await session.release();
  });

  it('refuses outputs it does not have', async () => {
    const session = await createSession(square());
    const results = await session.run({ x: floats(Float32Array.of(1, 2), [2]) });
    assert.throws(() => floatOutput(results, 'z'), code('unknown-output'));
    await session.release();
  });
});

describe('a tensor', () => {
  it('refuses numbers that do not fill its shape', () =>
    assert.throws(() => floats(new Float32Array(3), [2, 2]), code('tensor-shape')));
});
