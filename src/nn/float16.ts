const bits = new DataView(new ArrayBuffer(4));

/** The nearest IEEE half to each number, ties to even; too large becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = halfBits(values[i]!);
  return out;
}

/** Halves widened to float32, exactly. */
export function fromHalf(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) out[i] = halfValue(halves[i]!);
  return out;
}

/** bfloat16 widened to float32, exactly. */
export function fromBrainHalf(halves: Uint16Array): Float32Array {
  const wide = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) wide[i] = halves[i]! << 16;
  return new Float32Array(wide.buffer);
}

function halfBits(value: number): number {
  bits.setFloat32(0, value);
  const word = bits.getUint32(0);
  const sign = (word >>> 16) & 0x8000;
  const exponent = (word >>> 23) & 0xff;
  const fraction = word & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const target = exponent - 127 + 15;
  if (target >= 0x1f) return sign | 0x7c00;
  if (target <= 0) {
    if (target < -10) return sign;
    return sign | roundShift(fraction | 0x800000, 14 - target);
  }
  // Rounding may carry into the exponent, which is just what the format wants.
  return sign | ((target << 10) + roundShift(fraction, 13));
}

function roundShift(value: number, shift: number): number {
  const down = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (down & 1) === 1) ? down + 1 : down;
}

function halfValue(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (fraction + 1024) * 2 ** (exponent - 25);
}
