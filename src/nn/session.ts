import * as ort from 'onnxruntime-node';
import { NnError } from './errors.ts';
import type { HostTensor } from './tensor.ts';

/** Execution providers a session may run on. */
export type Device = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

/** How to run a graph. */
export interface SessionOptions {
  /** Threads inside one operation; ONNX Runtime's own choice when not told. */
  readonly threads?: number;
  readonly device?: Device;
}

/** A loaded graph. Release it: its memory is not the garbage collector's. */
export interface Session {
  readonly device: Device;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Runs the graph; gives every output, or those named. Throws `session-failed`. */
  run(
    feeds: Readonly<Record<string, HostTensor>>,
    outputs?: readonly string[],
  ): Promise<Readonly<Record<string, HostTensor>>>;
  release(): Promise<void>;
}

/** Loads an ONNX graph (bytes or a file's path). Throws `device-unavailable` or `session-failed`. */
export async function createSession(model: Uint8Array | string, options: SessionOptions = {}): Promise<Session> {
  const device = options.device ?? 'cpu';
  const settings: ort.InferenceSession.SessionOptions = {
    // The device alone: beside 'cpu' in the list, one that is missing would be dropped in silence.
    executionProviders: [device],
    logSeverityLevel: 3,
    // Waiting threads sleep. On a machine that does anything else, spinning threads take the cores from the very work
    // they wait for: measured 1.6 times slower beside other programs, and 1.4 times the processor time.
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
  };
  let session: ort.InferenceSession;
  try {
    session =
      typeof model === 'string'
        ? await ort.InferenceSession.create(model, settings)
        : await ort.InferenceSession.create(model, settings);
  } catch (cause) {
    if (device === 'cpu')
      throw new NnError('session-failed', `ONNX Runtime could not load the model: ${reason(cause)}`, { cause });
    throw new NnError('device-unavailable', `The ${device} provider is not usable on this machine: ${reason(cause)}`, {
      cause,
    });
  }
  return new OrtSession(session, device);
}

class OrtSession implements Session {
  readonly device: Device;
  readonly #session: ort.InferenceSession;

  constructor(session: ort.InferenceSession, device: Device) {
    this.#session = session;
    this.device = device;
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  async run(
    feeds: Readonly<Record<string, HostTensor>>,
    outputs: readonly string[] = this.#session.outputNames,
  ): Promise<Readonly<Record<string, HostTensor>>> {
    const inputs: Record<string, ort.Tensor> = {};
    for (const [name, tensor] of Object.entries(feeds)) inputs[name] = toOrt(tensor);
    let results: ort.InferenceSession.ReturnType;
    try {
      results = await this.#session.run(inputs, [...outputs]);
    } catch (cause) {
      throw new NnError('session-failed', `The model could not be run: ${reason(cause)}`, { cause });
    }
    return Object.fromEntries(outputs.map((name) => [name, fromOrt(name, results[name]!)]));
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

function toOrt(tensor: HostTensor): ort.Tensor {
  switch (tensor.dtype) {
    case 'float32':
      return new ort.Tensor('float32', tensor.data, tensor.shape);
    case 'int64':
      return new ort.Tensor('int64', tensor.data, tensor.shape);
    case 'int32':
      return new ort.Tensor('int32', tensor.data, tensor.shape);
    case 'uint8':
      return new ort.Tensor('uint8', tensor.data, tensor.shape);
  }
}

function fromOrt(name: string, tensor: ort.Tensor): HostTensor {
  const { data, dims: shape } = tensor;
  if (data instanceof Float32Array) return { dtype: 'float32', shape, data };
  if (data instanceof BigInt64Array) return { dtype: 'int64', shape, data };
  if (data instanceof Int32Array) return { dtype: 'int32', shape, data };
  if (data instanceof Uint8Array) return { dtype: 'uint8', shape, data };
  throw new NnError('dtype-mismatch', `The output ${name} has the type ${tensor.type}, which is not supported here.`);
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The float32 output of that name; throws `unknown-output` or `dtype-mismatch`. */
export function floatOutput(results: Readonly<Record<string, HostTensor>>, name: string): Float32Array {
  const tensor = results[name];
  if (tensor === undefined) throw new NnError('unknown-output', `The graph has no output named ${name}.`);
  if (tensor.dtype !== 'float32')
    throw new NnError('dtype-mismatch', `The output ${name} is ${tensor.dtype}, not float32.`);
  return tensor.data;
}
