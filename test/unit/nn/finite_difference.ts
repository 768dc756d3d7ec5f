import assert from 'node:assert/strict';
import {
  Graph,
  createSession,
  floatOutput,
  floats,
  gradients,
  mul,
  reduceSum,
  seededRandom,
} from '../../../src/nn/index.ts';
import type { HostTensor, Value } from '../../../src/nn/index.ts';

/** Numbers for one input of the operation under test. */
export interface Operand {
  readonly shape: readonly number[];
  readonly data?: readonly number[];
  /** Values are drawn between these, normal when not told. */
  readonly between?: readonly [number, number];
}

/**
 * Checks an operation's gradient against central differences, with two threads and twice: the loss is the sum of its
 * output times fixed random numbers, so every element of the gradient counts.
 */
export async function checkGradient(
  operands: readonly Operand[],
  operation: (...values: Value[]) => Value,
  tolerance = 3e-3,
): Promise<void> {
  const random = seededRandom(7);
  const inputs = operands.map(({ shape, data, between }) => {
    const length = shape.reduce((product, dim) => product * dim, 1);
    const [low, high] = between ?? [0, 0];
    return Float32Array.from(
      { length },
      (_, i) => data?.[i] ?? (between ? low + (high - low) * random.uniform() : random.normal()),
    );
  });
  const graph = new Graph();
  const values = operands.map(({ shape }, i) => graph.input(`x${i}`, 'float32', shape));
  const y = operation(...values);
  const shape = y.shape.map(Number);
  const length = shape.reduce((product, dim) => product * dim, 1);
  const loss = reduceSum(
    mul(
      y,
      graph.constant(
        Float32Array.from({ length }, () => random.normal()),
        shape,
      ),
    ),
  );
  graph.output('loss', loss);
  gradients(loss, values).forEach((gradient, i) => graph.output(`d${i}`, gradient));
  const session = await createSession(graph.toOnnx(), { threads: 2 });
  const run = (): Promise<Readonly<Record<string, HostTensor>>> =>
    session.run(Object.fromEntries(inputs.map((data, i) => [`x${i}`, floats(data, operands[i]!.shape)])));
  const lossOf = async (): Promise<number> => floatOutput(await run(), 'loss')[0]!;
  const [first, second] = [await run(), await run()];
  for (const [i, data] of inputs.entries()) {
    const analytic = floatOutput(first, `d${i}`);
    assert.deepEqual(floatOutput(second, `d${i}`), analytic, `input ${i} differs between two runs`);
    const numeric = new Float32Array(data.length);
    for (let j = 0; j < data.length; j++) {
      const kept = data[j]!;
      const step = 1e-2;
      data[j] = kept + step;
      const above = await lossOf();
      data[j] = kept - step;
      const below = await lossOf();
      data[j] = kept;
      numeric[j] = (above - below) / (2 * step);
    }
    const scale = Math.max(...numeric.map(Math.abs), 1e-3);
    const worst = Math.max(...analytic.map((value, j) => Math.abs(value - numeric[j]!))) / scale;
    assert.ok(worst <= tolerance, `input ${i}: analytic and numeric gradients differ by ${worst} of the largest`);
  }
  await session.release();
}
