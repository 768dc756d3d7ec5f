import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  NnError,
  floatTensors,
  floats,
  fromHalf,
  int32s,
  int64s,
  readSafetensors,
  toHalf,
  writeSafetensors,
} from '../../../src/nn/index.ts';
import type { HostTensor, NnErrorCode } from '../../../src/nn/index.ts';

/** A file with the given header and data. */
function file(header: string, data: Uint8Array = new Uint8Array(0), claimed?: bigint): Uint8Array {
  const json = new TextEncoder().encode(header);
  const out = new Uint8Array(8 + json.length + data.length);
  new DataView(out.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true);
  out.set(json, 8);
  out.set(data, 8 + json.length);
  return out;
}

const entry = (dtype: string, shape: readonly number[], begin: number, end: number): object => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

const tensorMap = new Map<string, HostTensor>([
  ['weights', floats(Float32Array.of(1, -2.5, 3e-8, Infinity, 5, 6), [2, 3])],
  ['scalar', floats(Float32Array.of(7), [])],
  ['empty', floats(new Float32Array(0), [0, 4])],
  ['ids', int64s([1, 2, 3], [3])],
  ['small', int32s([-1, 2], [2])],
  ['bytes', { dtype: 'uint8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
]);

describe('safetensors', () => {
  it('gives back what was written', () => {
    const read = readSafetensors(writeSafetensors(tensorMap, { metadata: { seed: '7' } }));
    assert.deepEqual(read.tensors, tensorMap);
    assert.deepEqual(read.metadata, { seed: '7' });
  });

  it('gives back what was written when read into a Buffer that stands inside another', () => {
    const bytes = writeSafetensors(tensorMap);
    const pool = Buffer.alloc(bytes.length + 3);
    pool.set(bytes, 3);
    assert.deepEqual(readSafetensors(pool.subarray(3)).tensors, tensorMap);
  });

  it('stores halves when told and widens them when read', () => {
    const { tensors } = readSafetensors(writeSafetensors(tensorMap, { storeAs: 'F16' }));
    assert.deepEqual(
      tensors.get('weights')!.data,
      Float32Array.of(1, -2.5, 2 ** -24 * Math.round(3e-8 * 2 ** 24), Infinity, 5, 6),
    );
  });

  it('widens bfloat16', () => {
    const bytes = file(JSON.stringify({ b: entry('BF16', [2], 0, 4) }), Uint8Array.of(0x80, 0x3f, 0x20, 0xc0));
    assert.deepEqual(readSafetensors(bytes).tensors.get('b')!.data, Float32Array.of(1, -2.5));
  });

  it('gives weights without the counters beside them', () => {
    assert.deepEqual(
      [...floatTensors(readSafetensors(writeSafetensors(tensorMap))).keys()],
      ['weights', 'scalar', 'empty'],
    );
  });

  it('throws nothing but its own errors on any bytes', () => {
    const good = writeSafetensors(tensorMap);
    const mangled = fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const bytes = good.slice();
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      });
    const cut = fc.nat(good.length - 1).map((length) => good.slice(0, length));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), mangled, cut), (bytes) => {
        try {
          readSafetensors(bytes);
        } catch (error) {
          assert.ok(error instanceof NnError, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  const data = new Uint8Array(16);
  const hostile: readonly (readonly [string, Uint8Array, NnErrorCode])[] = [
    ['shorter than its length field', new Uint8Array(5), 'safetensors-truncated'],
    ['that ends inside its header', file('{}', undefined, 500n), 'safetensors-truncated'],
    ['with a header of a terabyte', file('{}', undefined, 1n << 40n), 'safetensors-header'],
    ['with a header that is not JSON', file('{"a":'), 'safetensors-header'],
    ['with a list for a header', file('[]'), 'safetensors-header'],
    ['with metadata that is not text', file('{"__metadata__":{"a":1}}'), 'safetensors-header'],
    ['with a negative dimension', file(JSON.stringify({ a: entry('F32', [-4], 0, 16) }), data), 'safetensors-header'],
    ['with a fractional offset', file(JSON.stringify({ a: entry('F32', [4], 0.5, 16) }), data), 'safetensors-header'],
    ['of a type we do not know', file(JSON.stringify({ a: entry('F8_E5M2', [16], 0, 16) }), data), 'safetensors-dtype'],
    [
      'with a tensor outside the data',
      file(JSON.stringify({ a: entry('F32', [8], 0, 32) }), data),
      'safetensors-offsets',
    ],
    [
      'with an end before its beginning',
      file(JSON.stringify({ a: entry('F32', [1], 8, 4) }), data),
      'safetensors-offsets',
    ],
    [
      'with a shape that does not fit its bytes',
      file(JSON.stringify({ a: entry('F32', [3], 0, 16) }), data),
      'safetensors-offsets',
    ],
    [
      'with dimensions that overflow',
      file(JSON.stringify({ a: entry('F32', [2 ** 40, 2 ** 40], 0, 16) }), data),
      'safetensors-offsets',
    ],
    [
      'with overlapping tensors',
      file(JSON.stringify({ a: entry('F32', [3], 0, 12), b: entry('F32', [2], 8, 16) }), data),
      'safetensors-offsets',
    ],
    ['with a hole', file(JSON.stringify({ a: entry('F32', [2], 8, 16) }), data), 'safetensors-offsets'],
    [
      'with bytes behind the last tensor',
      file(JSON.stringify({ a: entry('F32', [2], 0, 8) }), data),
      'safetensors-offsets',
    ],
  ];
  for (const [name, bytes, code] of hostile)
    it(`refuses a file ${name}`, () => {
      assert.throws(
        () => readSafetensors(bytes),
        (error) => error instanceof NnError && error.code === code,
      );
    });
});

describe('halves', () => {
  it('come back exactly for every finite pattern', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((bits) => (bits & 0x7c00) !== 0x7c00);
    assert.deepEqual(toHalf(fromHalf(all)), all);
  });

  it('are the nearest, ties to even', () => {
    fc.assert(
      fc.property(fc.float({ min: -65000, max: 65000, noNaN: true }), (value) => {
        const [bits] = toHalf(Float32Array.of(value));
        const here = Math.abs(fromHalf(Uint16Array.of(bits!))[0]! - value);
        for (const other of [bits! + 1, bits! - 1].filter((b) => b >= 0 && (b & 0x7c00) !== 0x7c00)) {
          const there = Math.abs(fromHalf(Uint16Array.of(other))[0]! - value);
          assert.ok(here < there || (here === there && (bits! & 1) === 0));
        }
      }),
    );
  });

  it('keep infinity and NaN and overflow to infinity', () => {
    const wide = fromHalf(toHalf(Float32Array.of(Infinity, -Infinity, NaN, 70000, -1e9)));
    assert.deepEqual(wide, Float32Array.of(Infinity, -Infinity, NaN, Infinity, -Infinity));
  });
});
