import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  Graph,
  NnError,
  add,
  attention,
  clip,
  concat,
  createSession,
  div,
  erf,
  exp,
  expand,
  floatOutput,
  floats,
  gather,
  gelu,
  geluTanh,
  gemm,
  gradients,
  int32s,
  layerNorm,
  linear,
  log,
  logSoftmax,
  matmul,
  maximum,
  minimum,
  mul,
  neg,
  pick,
  reduceMean,
  reduceSum,
  reshape,
  rmsNorm,
  rotary,
  sigmoid,
  silu,
  slice,
  softmax,
  split,
  sqrt,
  stopGradient,
  sub,
  tanh,
  tokenCrossEntropy,
  transpose,
} from '../../../src/nn/index.ts';
import type { Value } from '../../../src/nn/index.ts';
import { checkGradient } from './finite_difference.ts';
import type { Operand } from './finite_difference.ts';

const matrix: Operand = { shape: [3, 4] };
const row: Operand = { shape: [4] };
const column: Operand = { shape: [3, 1] };
const positive: Operand = { shape: [3, 4], between: [0.5, 2] };
const ints = (like: Value, values: readonly number[]): Value => like.graph.ints(values);

const CASES: readonly (readonly [string, readonly Operand[], (...values: Value[]) => Value])[] = [
  ['add with broadcasting', [matrix, row], (a, b) => add(a!, b!)],
  ['add of a scalar', [matrix, { shape: [] }], (a, b) => add(a!, b!)],
  ['sub with broadcasting', [column, row], (a, b) => sub(a!, b!)],
  ['mul with broadcasting', [matrix, column], (a, b) => mul(a!, b!)],
  ['mul of a value with itself', [matrix], (a) => mul(a!, a!)],
  ['div with broadcasting', [row, positive], (a, b) => div(a!, b!)],
  ['neg', [matrix], (a) => neg(a!)],
  ['exp', [matrix], (a) => exp(a!)],
  ['log', [positive], (a) => log(a!)],
  ['sqrt', [positive], (a) => sqrt(a!)],
  ['sigmoid', [matrix], (a) => sigmoid(a!)],
  ['tanh', [matrix], (a) => tanh(a!)],
  ['erf', [matrix], (a) => erf(a!)],
  ['silu', [matrix], (a) => silu(a!)],
  ['gelu', [matrix], (a) => gelu(a!)],
  ['gelu with tanh', [matrix], (a) => geluTanh(a!)],
  [
    'minimum away from ties',
    [
      { shape: [4], data: [1, -1, 2, 0] },
      { shape: [4], data: [0, 1, 3, -2] },
    ],
    (a, b) => minimum(a!, b!),
  ],
  [
    'maximum away from ties',
    [
      { shape: [4], data: [1, -1, 2, 0] },
      { shape: [4], data: [0, 1, 3, -2] },
    ],
    (a, b) => maximum(a!, b!),
  ],
  ['clip away from its ends', [{ shape: [4], data: [-3, -0.4, 0.3, 5] }], (a) => clip(a!, -1, 1)],
  ['matmul with broadcast batches', [{ shape: [2, 3, 4] }, { shape: [4, 2] }], (a, b) => matmul(a!, b!)],
  ['gemm', [matrix, { shape: [4, 2] }, { shape: [2] }], (a, b, c) => gemm(a!, b!, {}, c!)],
  ['gemm with the first flipped', [matrix, { shape: [3, 2] }], (a, b) => gemm(a!, b!, { a: true })],
  ['gemm with both flipped', [matrix, { shape: [2, 3] }], (a, b) => gemm(a!, b!, { a: true, b: true })],
  ['linear', [{ shape: [2, 3, 4] }, { shape: [5, 4] }, { shape: [5] }], (a, b, c) => linear(a!, b!, c!)],
  ['reshape', [matrix], (a) => reshape(a!, [2, 6])],
  ['transpose', [{ shape: [2, 3, 4] }], (a) => transpose(a!, [2, 0, 1])],
  ['slice', [matrix], (a) => slice(a!, 1, 1, 3)],
  ['concat', [matrix, { shape: [2, 4] }], (a, b) => concat([a!, b!], 0)],
  ['split with an unused part', [matrix], (a) => split(a!, 1, [1, 2, 1])[1]!],
  ['expand', [column], (a) => expand(a!, [2, 3, 4])],
  ['reduceSum over one axis', [matrix], (a) => reduceSum(a!, { axes: [0] })],
  ['reduceMean over the last axis', [matrix], (a) => reduceMean(a!, { axes: [-1], keep: true })],
  ['softmax', [matrix], (a) => softmax(a!)],
  ['logSoftmax', [matrix], (a) => logSoftmax(a!)],
  ['rmsNorm', [matrix, row], (a, b) => rmsNorm(a!, b!, 1e-6)],
  ['layerNorm', [matrix, row, row], (a, b, c) => layerNorm(a!, b!, c!, 1e-6)],
  ['gather with repeated rows', [matrix], (a) => gather(a!, ints(a!, [2, 0, 2, 2, 1]))],
  ['pick', [matrix], (a) => pick(a!, ints(a!, [3, 0, 0]))],
  [
    'rotary',
    [{ shape: [2, 3, 2, 4] }],
    (a) => {
      const angles = [0.1, 1, 2, 0.3, 0.7, 3];
      const table = (f: (x: number) => number): Value => a!.graph.constant(Float32Array.from(angles, f), [1, 3, 1, 2]);
      return rotary(a!, table(Math.cos), table(Math.sin));
    },
  ],
  [
    'attention with grouped heads and a mask',
    [{ shape: [2, 4, 3, 2] }, { shape: [2, 2, 3, 2] }, { shape: [2, 2, 3, 2] }],
    (q, k, v) => {
      const causal = q!.graph.constant(Float32Array.of(0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0), [1, 1, 3, 3]);
      return attention(q!, k!, v!, { heads: 4, mask: causal });
    },
  ],
  [
    'attention without a mask over another length',
    [{ shape: [1, 2, 3, 2] }, { shape: [1, 2, 5, 2] }, { shape: [1, 2, 5, 2] }],
    (q, k, v) => attention(q!, k!, v!, { heads: 2, mask: undefined }),
  ],
  [
    'token cross entropy',
    [{ shape: [3, 5] }],
    (a) => tokenCrossEntropy(a!, ints(a!, [4, 0, 1]), a!.graph.constant(Float32Array.of(0.5, -1, 2), [3])).loss,
  ],
  [
    'log-probabilities of tokens',
    [{ shape: [3, 5] }],
    (a) => tokenCrossEntropy(a!, ints(a!, [4, 0, 1]), a!.graph.constant(Float32Array.of(0.5, -1, 2), [3])).logProbs,
  ],
];

describe('gradients agree with central differences:', () => {
  for (const [name, operands, operation] of CASES) it(name, () => checkGradient(operands, operation));
});

describe('gradients', () => {
  it('of many repeated rows are exact and equal in every run with two threads', async () => {
    const [tableRows, picks, d] = [7, 4096, 32];
    const indices = Int32Array.from({ length: picks }, (_, i) => (i * i) % tableRows);
    const upstream = Float32Array.from({ length: picks * d }, (_, i) => ((i * 37) % 11) - 5);
    const graph = new Graph();
    const table = graph.input('table', 'float32', [tableRows, d]);
    const loss = reduceSum(
      mul(gather(table, graph.input('indices', 'int32', [picks])), graph.constant(upstream, [picks, d])),
    );
    graph.output('gradient', gradients(loss, [table])[0]!);
    const expected = new Float32Array(tableRows * d);
    for (let i = 0; i < picks; i++) for (let j = 0; j < d; j++) expected[indices[i]! * d + j]! += upstream[i * d + j]!;
    const session = await createSession(graph.toOnnx(), { threads: 2 });
    for (let run = 0; run < 5; run++) {
      const feeds = {
        table: floats(new Float32Array(tableRows * d), [tableRows, d]),
        indices: int32s(indices, [picks]),
      };
      // Small whole numbers add up exactly in float32, in any order.
      assert.deepEqual(floatOutput(await session.run(feeds), 'gradient'), expected);
    }
    await session.release();
  });

  it('can be taken by a value in the middle of the graph', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const middle = mul(x, x);
    graph.output('gradient', gradients(reduceSum(mul(middle, 3)), [middle])[0]!);
    const session = await createSession(graph.toOnnx());
    assert.deepEqual(
      floatOutput(await session.run({ x: floats(Float32Array.of(1, 2), [2]) }), 'gradient'),
      Float32Array.of(3, 3),
    );
    await session.release();
  });

  it('do not flow through stopGradient', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    assert.throws(
      () => gradients(reduceSum(stopGradient(x)), [x]),
      (error) => error instanceof NnError && error.code === 'no-gradient',
    );
  });

  it('are refused for anything but a scalar', () => {
    const x = new Graph().input('x', 'float32', [2]);
    assert.throws(() => gradients(mul(x, 2), [x]), /Only a scalar/);
  });

  it('leave out of the file what nobody asked for', () => {
    const build = (all: boolean): number => {
      const graph = new Graph();
      const a = graph.input('a', 'float32', [64, 64]);
      const b = graph.input('b', 'float32', [64, 64]);
      const loss = reduceSum(matmul(a, b));
      gradients(loss, all ? [a, b] : [a]).forEach((g, i) => graph.output(`d${i}`, g));
      return graph.toOnnx().byteLength;
    };
    assert.ok(build(false) < build(true));
  });
});
