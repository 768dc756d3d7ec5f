import { NnError } from './errors.ts';
import { writeOnnx } from './onnx_writer.ts';
import type { Attribute, OnnxNode, OnnxPort, OnnxTensor } from './onnx_writer.ts';
import { elementCount, sameShape, showShape } from './value.ts';
import type { DType, Shape, Value } from './value.ts';

/** How the gradient of one operation's outputs becomes the gradient of its inputs. */
export interface TapeEntry {
  readonly outputs: readonly Value[];
  readonly inputs: readonly Value[];
  /**
   * Given one gradient per output (undefined where nothing depends on it), gives one thunk per input; only the
   * thunks of inputs that need a gradient are called, so branches nobody asked for cost nothing.
   */
  readonly backward: (gradients: readonly (Value | undefined)[]) => readonly (() => Value)[];
}

/** What an operation needs besides its name and inputs. */
export interface EmitOptions {
  readonly dtype?: DType;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: string;
}

/**
 * Builds an ONNX graph and keeps a tape of how it was built, so that `gradients` can append the backward pass.
 * The operations themselves are functions over values (`add`, `matmul`, …) in the neighbouring files.
 */
export class Graph {
  readonly #name: string;
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #inputs: OnnxPort[] = [];
  readonly #outputs: OnnxPort[] = [];
  readonly #tape: TapeEntry[] = [];
  readonly #constants = new Map<string, Value>();
  readonly #names = new Set<string>();
  #counter = 0;

  constructor(name = 'graph') {
    this.#name = name;
  }

  /** The record of differentiable operations so far, oldest first. */
  get tape(): readonly TapeEntry[] {
    return this.#tape;
  }

  /** Declares an input that every run must feed. */
  input(name: string, dtype: DType, shape: Shape): Value {
    this.#claim(name);
    this.#inputs.push({ name, dtype, shape });
    return { graph: this, name, dtype, shape };
  }

  /** Stores data in the model file under a name of its own (weights of an inference graph). */
  initializer(name: string, dtype: DType, shape: readonly number[], data: ArrayBufferView): Value {
    this.#claim(name);
    this.#initializers.push({ name, dtype, shape, data });
    return { graph: this, name, dtype, shape };
  }

  /** An unnamed float32 table. */
  constant(data: Float32Array, shape: readonly number[]): Value {
    if (data.length !== elementCount(shape))
      throw new NnError(
        'shape-mismatch',
        `A constant of ${data.length} numbers cannot have shape ${showShape(shape)}.`,
      );
    return this.initializer(this.#fresh('constant'), 'float32', shape, data);
  }

  /** An unnamed int64 table of rank 1 (or 0 for a single number), stored once per content. */
  ints(values: readonly number[] | number): Value {
    const list = typeof values === 'number' ? [values] : values;
    const shape = typeof values === 'number' ? [] : [list.length];
    return this.#cached(`i${shape.length}:${list.join()}`, 'int64', shape, () => BigInt64Array.from(list.map(BigInt)));
  }

  /** A float32 scalar, stored once per value. */
  scalar(value: number): Value {
    return this.#cached(`f:${value}`, 'float32', [], () => Float32Array.of(value));
  }

  /** Appends one operation with one output of the given shape; its type is that of the first input unless told. */
  emit(op: string, inputs: readonly Value[], shape: Shape, options: EmitOptions = {}): Value {
    return this.emitMany(op, inputs, [shape], options)[0]!;
  }

  /** Appends one operation with several outputs. */
  emitMany(
    op: string,
    inputs: readonly Value[],
    shapes: readonly Shape[],
    options: EmitOptions = {},
  ): readonly Value[] {
    for (const input of inputs)
      if (input.graph !== this)
        throw new NnError('shape-mismatch', `${op} was given the value ${input.name} of another graph.`);
    const dtype = options.dtype ?? inputs[0]?.dtype ?? 'float32';
    const outputs = shapes.map((shape) => ({ graph: this, name: this.#fresh(op), dtype, shape }));
    this.#nodes.push({
      op,
      inputs: inputs.map((input) => input.name),
      outputs: outputs.map((output) => output.name),
      attributes: options.attributes ?? {},
      ...(options.domain === undefined ? {} : { domain: options.domain }),
    });
    return outputs;
  }

  /** Records how to differentiate an operation with one output, and gives that output back. */
  record(output: Value, inputs: readonly Value[], backward: (gradient: Value) => readonly (() => Value)[]): Value {
    this.#tape.push({ outputs: [output], inputs, backward: ([gradient]) => backward(gradient!) });
    return output;
  }

  /** Records how to differentiate an operation with several outputs. */
  recordMany(entry: TapeEntry): void {
    this.#tape.push(entry);
  }

  /** Makes a value readable after a run under the given name, in the given shape (its own unless told). */
  output(name: string, value: Value, shape: Shape = value.shape): void {
    this.#claim(name);
    this.#nodes.push({ op: 'Identity', inputs: [value.name], outputs: [name], attributes: {} });
    this.#outputs.push({ name, dtype: value.dtype, shape });
  }

  /** Names of the declared outputs. */
  get outputNames(): readonly string[] {
    return this.#outputs.map((output) => output.name);
  }

  /** The graph as an ONNX file; nodes and tables that no output needs are left out. */
  toOnnx(): Uint8Array {
    if (this.#outputs.length === 0) throw new NnError('unknown-output', 'A graph without outputs cannot be written.');
    const needed = new Set(this.#outputs.map((output) => output.name));
    const nodes: OnnxNode[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      nodes.push(node);
      for (const input of node.inputs) needed.add(input);
    }
    return writeOnnx({
      name: this.#name,
      nodes: nodes.reverse(),
      initializers: this.#initializers.filter((tensor) => needed.has(tensor.name)),
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }

  #cached(key: string, dtype: DType, shape: readonly number[], data: () => ArrayBufferView): Value {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const value = this.initializer(this.#fresh('constant'), dtype, shape, data());
    this.#constants.set(key, value);
    return value;
  }

  #claim(name: string): void {
    if (this.#names.has(name)) throw new NnError('shape-mismatch', `The graph already has a value named ${name}.`);
    this.#names.add(name);
  }

  #fresh(prefix: string): string {
    return `${prefix}:${this.#counter++}`;
  }
}

/** Tells that two inputs of an operation must agree. */
export function requireSameShape(op: string, a: Shape, b: Shape): void {
  if (!sameShape(a, b))
    throw new NnError('shape-mismatch', `${op} needs equal shapes, not ${showShape(a)} and ${showShape(b)}.`);
}
