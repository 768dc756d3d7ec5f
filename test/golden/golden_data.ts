import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '../../src/nn/index.ts';
import type { FloatTensor, HostTensor } from '../../src/nn/index.ts';

const directory = process.env['CRANE_GOLDEN'] ?? join(import.meta.dirname, 'data');

/** The path of a golden file; `CRANE_GOLDEN` points the tests at another set. */
export function goldenPath(...parts: readonly string[]): string {
  return join(directory, ...parts);
}

/** A golden JSON file; the caller names the shape it expects. */
export function goldenJson<T>(...parts: readonly string[]): T {
  return JSON.parse(readFileSync(goldenPath(...parts), 'utf8')) as T;
}

/** The tensors of a golden file. */
export function goldenTensors(...parts: readonly string[]): GoldenTensors {
  return new GoldenTensors(readSafetensors(readFileSync(goldenPath(...parts))).tensors);
}

/** Tensors by name, with an error that names what is missing. */
export class GoldenTensors {
  readonly all: ReadonlyMap<string, HostTensor>;

  constructor(all: ReadonlyMap<string, HostTensor>) {
    this.all = all;
  }

  get(name: string): HostTensor {
    const tensor = this.all.get(name);
    if (tensor === undefined) throw new Error(`The golden file has no tensor ${name}.`);
    return tensor;
  }

  floats(name: string): FloatTensor {
    const tensor = this.get(name);
    if (tensor.dtype !== 'float32') throw new Error(`The golden tensor ${name} is ${tensor.dtype}.`);
    return tensor;
  }

  /** Integers of any width as numbers. */
  numbers(name: string): number[] {
    return Array.from(this.get(name).data, Number);
  }
}

/** Largest absolute difference; the lengths must agree. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`Lengths ${a.length} and ${b.length} differ.`);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}

/** Largest absolute difference as a share of the largest entry of the expected tensor. */
export function relativeToMax(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]!));
  return maxDifference(actual, expected) / largest;
}
