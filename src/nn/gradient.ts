import { add } from './elementwise.ts';
import { NnError } from './errors.ts';
import { elementCount, sameShape, showShape } from './value.ts';
import type { Value } from './value.ts';

/**
 * Appends the backward pass of a scalar to its graph (reverse-mode differentiation).
 * @param loss a scalar, shape []
 * @param parameters the values to differentiate by: inputs, or any value on the way (a hidden state)
 * @returns d loss / d parameter for each, in the parameter's shape
 * @throws NnError `no-gradient` when the loss does not depend on one of them
 */
export function gradients(loss: Value, parameters: readonly Value[]): readonly Value[] {
  if (elementCount(loss.shape) !== 1)
    throw new NnError('shape-mismatch', `Only a scalar can be differentiated, not ${showShape(loss.shape)}.`);
  const { graph } = loss;
  // Backward rules append to the tape while they run; only what stood before counts.
  const tape = graph.tape.slice();

  const dependent = new Set(parameters.map((parameter) => parameter.name));
  for (const entry of tape)
    if (entry.inputs.some((input) => dependent.has(input.name)))
      for (const output of entry.outputs) dependent.add(output.name);

  const sums = new Map<string, Value>([[loss.name, graph.scalar(1)]]);
  for (const entry of tape.toReversed()) {
    const upstream = entry.outputs.map((output) => (dependent.has(output.name) ? sums.get(output.name) : undefined));
    if (upstream.every((gradient) => gradient === undefined)) continue;
    const thunks = entry.backward(upstream);
    entry.inputs.forEach((input, i) => {
      if (!dependent.has(input.name)) return;
      const gradient = thunks[i]!();
      if (!sameShape(gradient.shape, input.shape))
        throw new NnError(
          'shape-mismatch',
          `The gradient of ${input.name} has shape ${showShape(gradient.shape)}, not ${showShape(input.shape)}.`,
        );
      const known = sums.get(input.name);
      sums.set(input.name, known === undefined ? gradient : add(known, gradient));
    });
  }
  return parameters.map((parameter) => {
    const gradient = sums.get(parameter.name);
    if (gradient === undefined || !dependent.has(loss.name))
      throw new NnError('no-gradient', `The loss does not depend on ${parameter.name}.`);
    return gradient;
  });
}
