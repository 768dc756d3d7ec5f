import { z } from 'zod';
import { NnError } from './errors.ts';
import { fromBrainHalf, fromHalf, toHalf } from './float16.ts';
import type { FloatTensor, HostTensor } from './tensor.ts';

/** The tensors of a file and its free-text metadata. Halves are widened to float32 when read. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** How `writeSafetensors` stores float32 tensors. */
export type StoreAs = 'F32' | 'F16';

const BYTES_PER_ELEMENT = { F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, U8: 1 } as const;
type FileType = keyof typeof BYTES_PER_ELEMENT;
const isFileType = (name: string): name is FileType => Object.hasOwn(BYTES_PER_ELEMENT, name);

/** The reference implementation's own limit on the header. */
const MAX_HEADER_BYTES = 100_000_000;

const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.object({ dtype: z.string(), shape: z.array(size).max(32), data_offsets: z.tuple([size, size]) });
const metadataSchema = z.record(z.string(), z.string());

/**
 * Reads a safetensors file (huggingface/safetensors, format description) without trusting its header.
 * @throws NnError `safetensors-truncated`, `safetensors-header`, `safetensors-dtype` or `safetensors-offsets`
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (bytes.byteLength < 8)
    throw new NnError('safetensors-truncated', 'The weight file is shorter than its 8-byte length field.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(MAX_HEADER_BYTES))
    throw new NnError(
      'safetensors-header',
      `The weight file claims a header of ${headerLength} bytes, which is too long.`,
    );
  const dataStart = 8 + Number(headerLength);
  if (dataStart > bytes.byteLength)
    throw new NnError('safetensors-truncated', 'The weight file ends inside its header.');

  const entries = Object.entries(parseHeader(bytes.subarray(8, dataStart)));
  const tensors = new Map<string, HostTensor>();
  let metadata: Readonly<Record<string, string>> = {};
  const ranges: { readonly name: string; readonly begin: number; readonly end: number }[] = [];
  for (const [name, raw] of entries) {
    if (name === '__metadata__') {
      const parsed = metadataSchema.safeParse(raw);
      if (!parsed.success)
        throw new NnError('safetensors-header', 'The metadata of the weight file is not a table of texts.');
      metadata = parsed.data;
      continue;
    }
    const { begin, end, tensor } = readEntry(name, raw, bytes, dataStart);
    ranges.push({ name, begin, end });
    tensors.set(name, tensor);
  }
  requireTiling(ranges, bytes.byteLength - dataStart);
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new NnError('safetensors-header', 'The header of the weight file is not JSON.', { cause });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new NnError('safetensors-header', 'The header of the weight file is not a JSON object.');
  return parsed;
}

function readEntry(name: string, raw: unknown, bytes: Uint8Array, dataStart: number) {
  const parsed = entrySchema.safeParse(raw);
  if (!parsed.success)
    throw new NnError('safetensors-header', `The header entry of the tensor ${name} is malformed.`, {
      cause: parsed.error,
    });
  const {
    dtype,
    shape,
    data_offsets: [begin, end],
  } = parsed.data;
  if (!isFileType(dtype))
    throw new NnError('safetensors-dtype', `The tensor ${name} is stored as ${dtype}, which is not supported here.`);
  if (end < begin || dataStart + end > bytes.byteLength)
    throw new NnError('safetensors-offsets', `The tensor ${name} lies outside the weight file; it may be truncated.`);
  const count = shape.reduce((product, dim) => product * dim, 1);
  if (count * BYTES_PER_ELEMENT[dtype] !== end - begin)
    throw new NnError(
      'safetensors-offsets',
      `The tensor ${name} has ${end - begin} bytes, which do not fit its shape [${shape.join(', ')}].`,
    );
  // A copy, because typed arrays need aligned starts and the file promises none (and Buffer.slice would not copy).
  const data = Uint8Array.from(bytes.subarray(dataStart + begin, dataStart + end)).buffer;
  return { begin, end, tensor: toTensor(dtype, shape, data) };
}

function toTensor(dtype: FileType, shape: readonly number[], data: ArrayBuffer): HostTensor {
  switch (dtype) {
    case 'F32':
      return { dtype: 'float32', shape, data: new Float32Array(data) };
    case 'F16':
      return { dtype: 'float32', shape, data: fromHalf(new Uint16Array(data)) };
    case 'BF16':
      return { dtype: 'float32', shape, data: fromBrainHalf(new Uint16Array(data)) };
    case 'I64':
      return { dtype: 'int64', shape, data: new BigInt64Array(data) };
    case 'I32':
      return { dtype: 'int32', shape, data: new Int32Array(data) };
    case 'U8':
      return { dtype: 'uint8', shape, data: new Uint8Array(data) };
  }
}

/** Tensors must cover the data exactly: no overlap, no hole, nothing behind the last. */
function requireTiling(ranges: readonly { name: string; begin: number; end: number }[], dataLength: number): void {
  let position = 0;
  for (const { name, begin, end } of ranges.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== position)
      throw new NnError(
        'safetensors-offsets',
        `The tensor ${name} ${begin < position ? 'overlaps another' : 'leaves a hole before it'}.`,
      );
    position = end;
  }
  if (position !== dataLength)
    throw new NnError(
      'safetensors-offsets',
      `The weight file has ${dataLength - position} bytes that belong to no tensor.`,
    );
}

/** Writes tensors as one safetensors file, in the order given, data aligned to 8 bytes. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, HostTensor>,
  options: { readonly storeAs?: StoreAs; readonly metadata?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  const header: Record<string, unknown> = options.metadata === undefined ? {} : { __metadata__: options.metadata };
  const parts: Uint8Array[] = [];
  let position = 0;
  for (const [name, tensor] of tensors) {
    const { type, data } = stored(tensor, options.storeAs ?? 'F32');
    const part = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    header[name] = { dtype: type, shape: tensor.shape, data_offsets: [position, position + part.byteLength] };
    parts.push(part);
    position += part.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.byteLength / 8) * 8;
  const file = new Uint8Array(8 + padded + position).fill(0x20, 8, 8 + padded);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(json, 8);
  let offset = 8 + padded;
  for (const part of parts) {
    file.set(part, offset);
    offset += part.byteLength;
  }
  return file;
}

function stored(tensor: HostTensor, storeAs: StoreAs): { readonly type: FileType; readonly data: ArrayBufferView } {
  switch (tensor.dtype) {
    case 'float32':
      return storeAs === 'F16' ? { type: 'F16', data: toHalf(tensor.data) } : { type: 'F32', data: tensor.data };
    case 'int64':
      return { type: 'I64', data: tensor.data };
    case 'int32':
      return { type: 'I32', data: tensor.data };
    case 'uint8':
      return { type: 'U8', data: tensor.data };
  }
}

/** The float tensors of a file (weights); others, such as counters, are left out. */
export function floatTensors(file: SafetensorsFile): Map<string, FloatTensor> {
  const out = new Map<string, FloatTensor>();
  for (const [name, tensor] of file.tensors) if (tensor.dtype === 'float32') out.set(name, tensor);
  return out;
}
