import { NnError } from './errors.ts';

/** Numbers outside a graph: what sessions take and give, and what weight files hold. */
export type HostTensor =
  | { readonly dtype: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'int64'; readonly shape: readonly number[]; readonly data: BigInt64Array }
  | { readonly dtype: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'uint8'; readonly shape: readonly number[]; readonly data: Uint8Array };

/** A float32 tensor: weights, gradients, activations. */
export type FloatTensor = Extract<HostTensor, { readonly dtype: 'float32' }>;

/** Weights by name. The arrays may be changed in place (an optimiser does). */
export type Weights = ReadonlyMap<string, FloatTensor>;

function checked(shape: readonly number[], length: number): void {
  const count = shape.reduce((product, dim) => product * dim, 1);
  if (count !== length)
    throw new NnError('tensor-shape', `${length} numbers do not fill the shape [${shape.join(', ')}].`);
}

/** A float32 tensor over the given array (not copied). */
export function floats(data: Float32Array, shape: readonly number[]): FloatTensor {
  checked(shape, data.length);
  return { dtype: 'float32', shape, data };
}

/** An int32 tensor. */
export function int32s(data: Int32Array | readonly number[], shape: readonly number[]): HostTensor {
  checked(shape, data.length);
  return { dtype: 'int32', shape, data: data instanceof Int32Array ? data : Int32Array.from(data) };
}

/** An int64 tensor from ordinary numbers. */
export function int64s(data: ArrayLike<number>, shape: readonly number[]): HostTensor {
  checked(shape, data.length);
  return { dtype: 'int64', shape, data: BigInt64Array.from(Array.from(data, (value) => BigInt(value))) };
}

/** The weight of that name; throws `tensor-missing`, or `tensor-shape` when it is not of the expected shape. */
export function requireWeight(weights: Weights, name: string, shape?: readonly number[]): FloatTensor {
  const tensor = weights.get(name);
  if (tensor === undefined) throw new NnError('tensor-missing', `The weights lack the tensor ${name}.`);
  if (shape !== undefined && tensor.shape.join() !== shape.join())
    throw new NnError(
      'tensor-shape',
      `The tensor ${name} has shape [${tensor.shape.join(', ')}] where the configuration asks for [${shape.join(', ')}].`,
    );
  return tensor;
}
