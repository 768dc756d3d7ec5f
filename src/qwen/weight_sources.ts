import { cast, requireWeight, toHalf } from '../nn/index.ts';
import type { Graph, Value, Weights } from '../nn/index.ts';
import { QwenError } from './errors.ts';

/** Gives a weight as a value of the graph under construction: a parameter to train, or a table in the file. */
export type WeightSource = (name: string) => Value;

/** How weights are stored in a graph file. Halves are widened once when the graph is loaded; it computes in float32. */
export type WeightStorage = 'float32' | 'float16';

/** Makes each value once, however often a tower asks for it. */
function once(make: (name: string) => Value): WeightSource {
  const made = new Map<string, Value>();
  return (name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
}

/** Weights as graph inputs of the same names: they can be trained, and each run is fed their present values. */
export function parameterInputs(graph: Graph, shapes: ReadonlyMap<string, readonly number[]>): WeightSource {
  return once((name) => {
    const shape = shapes.get(name);
    if (shape === undefined) throw new QwenError('weights-mismatch', `The model has no weight named ${name}.`);
    return graph.input(name, 'float32', shape);
  });
}

/** Weights stored in the graph. */
export function storedWeights(graph: Graph, weights: Weights, storage: WeightStorage): WeightSource {
  return once((name) => {
    const { shape, data } = requireWeight(weights, name);
    return storage === 'float32'
      ? graph.initializer(name, 'float32', shape, data)
      : cast(graph.initializer(name, 'float16', shape, toHalf(data)), 'float32');
  });
}
