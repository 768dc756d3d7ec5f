import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  floatTensors,
  readSafetensors,
  writeSafetensors,
  type FloatTensor,
  type Optimiser,
  type Weights,
} from '../nn/index.ts';
import { TrainingError } from './errors.ts';

/** Where a stage stands, beside its tensors. `progress` is the stage's own (data stream, losses so far). */
export interface StageProgress<T> {
  readonly step: number;
  readonly seconds: number;
  readonly progress: T;
}

/**
 * The checkpoint of one stage in its own folder: weights and optimiser state as float32 safetensors and where the data
 * stream stands as JSON, in one file, replaced by rename. A killed run goes on from it as the unbroken run would.
 */
export class Checkpoint {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get #file(): string {
    return path.join(this.#folder, 'checkpoint.safetensors');
  }

  async save<T>(weights: Weights, optimiser: Optimiser, state: StageProgress<T>): Promise<void> {
    const tensors = new Map<string, FloatTensor>();
    for (const [name, tensor] of weights) tensors.set(`weights.${name}`, tensor);
    for (const [name, tensor] of optimiser.state()) tensors.set(`optimiser.${name}`, tensor);
    await mkdir(this.#folder, { recursive: true });
    const bytes = writeSafetensors(tensors, { metadata: { state: JSON.stringify(state) } });
    const next = `${this.#file}.next`;
    await writeFile(next, bytes, { flush: true });
    await rename(next, this.#file);
  }

  /** Puts the saved state back into weights (in place) and optimiser; null when there is no checkpoint yet. */
  async restore<T>(weights: Weights, optimiser: Optimiser): Promise<StageProgress<T> | null> {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(this.#file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    const file = readSafetensors(bytes);
    const tensors = floatTensors(file);
    const saved = new Map<string, FloatTensor>();
    for (const [name, tensor] of tensors) {
      if (name.startsWith('optimiser.')) saved.set(name.slice('optimiser.'.length), tensor);
    }
    for (const [name, tensor] of weights) {
      const data = tensors.get(`weights.${name}`)?.data;
      if (data?.length !== tensor.data.length) {
        throw new TrainingError(
          'checkpoint',
          `The checkpoint in ${this.#folder} was made for another model: ${name} does not fit.`,
          'Delete that folder to start the stage again.',
        );
      }
      tensor.data.set(data);
    }
    optimiser.restore(saved);
    return JSON.parse(file.metadata['state'] ?? 'null') as StageProgress<T>;
  }

  async clear(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

/** One line of a stage's curve file; keys are fixed by the stage. */
export type CurveRow = Readonly<Record<string, number | string>>;

/** Appends a row to `curve.jsonl`, the log that cards and training views read. */
export async function appendCurve(folder: string, row: CurveRow): Promise<void> {
  await mkdir(folder, { recursive: true });
  await appendFile(path.join(folder, 'curve.jsonl'), `${JSON.stringify(row)}\n`);
}
