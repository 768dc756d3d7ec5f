import type { Prng } from '../bench/world/index.ts';

/**
 * Cheap changes of a photograph at the model's own size, so that the vision tower does not learn single pixels:
 * a shift of up to `maxShift` pixels with edge replication, gain and offset by channel, noise, and now and then a
 * grey or coloured patch. Drawn from `random` alone.
 *
 * @param rgb `[size, size, 3]` bytes; not changed.
 * @returns bytes of the same shape.
 */
export function augment(rgb: Uint8Array, size: number, random: Prng, maxShift = 6): Uint8Array {
  const out = new Uint8Array(rgb.length);
  const dx = random.int(2 * maxShift + 1) - maxShift;
  const dy = random.int(2 * maxShift + 1) - maxShift;
  const gain = random.range(0.8, 1.2);
  const channelGain = [0, 1, 2].map(() => gain * random.range(0.93, 1.07));
  const offset = random.range(-18, 18);
  const curves = channelGain.map((g) => Float32Array.from({ length: 256 }, (_, byte) => byte * g + offset));
  const noise = random.chance(0.5) ? random.range(0, 14) : 0;
  for (let y = 0; y < size; y++) {
    const sy = Math.min(size - 1, Math.max(0, y + dy));
    for (let x = 0; x < size; x++) {
      const sx = Math.min(size - 1, Math.max(0, x + dx));
      const from = (sy * size + sx) * 3;
      const to = (y * size + x) * 3;
      // The sum of two uniform bytes is close enough to a bell for a nuisance; one draw gives both.
      let grain = 0;
      if (noise > 0) {
        const bits = random.bits();
        grain = (((bits & 255) + ((bits >>> 8) & 255)) / 255 - 1) * noise;
      }
      for (let c = 0; c < 3; c++) {
        const value = curves[c]![rgb[from + c]!]! + grain;
        out[to + c] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
  if (random.chance(0.35)) coverPatch(out, size, random);
  return out;
}

function coverPatch(rgb: Uint8Array, size: number, random: Prng): void {
  const side = Math.floor(size * random.range(0.1, 0.28));
  const left = random.int(size - side);
  const top = random.int(size - side);
  const colour = [random.int(256), random.int(256), random.int(256)];
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) {
      for (let c = 0; c < 3; c++) rgb[(y * size + x) * 3 + c] = colour[c]!;
    }
  }
}
