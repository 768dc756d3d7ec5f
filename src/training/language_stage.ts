import { AdamW, warmUpCosine, type FloatTensor } from '../nn/index.ts';
import {
  TextTrainer,
  textBatch,
  textShapes,
  type PatchGrid,
  type QwenConfig,
  type TextExample,
} from '../qwen/index.ts';
import { BucketStream, type BucketBatch, type BucketShape, type BucketState } from './buckets.ts';
import { appendCurve, Checkpoint } from './checkpoint.ts';
import { TrainingError } from './errors.ts';
import type { ImageKey, Sequence } from './sequence.ts';

export interface LanguageStageOptions {
  readonly config: QwenConfig;
  readonly grid: PatchGrid;
  /** The whole model; only the text tower is changed (in place), the vision tower and merger stay frozen. */
  readonly weights: Map<string, FloatTensor>;
  readonly shapes: readonly BucketShape[];
  /** The example of that number, which depends on the number alone. */
  readonly draw: (index: number) => Sequence;
  /** Merged features of a photograph, `[tokens · d]`, computed once by the frozen vision tower. */
  readonly features: (image: ImageKey) => Float32Array;
  readonly steps: number;
  readonly peakRate: number;
  readonly warmUp: number;
  readonly floorRate: number;
  readonly folder: string;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** Called with the present weights every `evaluateEvery` steps and at the end; its numbers go into the curve. */
  readonly evaluate?: (step: number) => Promise<Readonly<Record<string, number>>>;
  readonly evaluateEvery?: number;
}

const CHECKPOINT_SECONDS = 120;

/**
 * Trains the text tower on completions by cross entropy (the paper's Phase I for SFT, and pre-training alike).
 * Every scored token weighs the same within a batch. Resumes from the folder's checkpoint.
 */
export async function trainLanguage(options: LanguageStageOptions): Promise<void> {
  const { config, weights, steps, folder, log } = options;
  const trained = new Map<string, FloatTensor>(
    [...textShapes(config).keys()].map((name) => [name, weights.get(name)!]),
  );
  const trainer = new TextTrainer({ config, weights, threads: options.threads, maxShapes: options.shapes.length });
  const optimiser = new AdamW({
    beta2: 0.98,
    weightDecay: 0.02,
    clipNorm: 1,
    decays: (name) => name.endsWith('proj.weight'),
  });
  const rate = warmUpCosine({ peak: options.peakRate, warmUp: options.warmUp, steps, floor: options.floorRate });
  const checkpoint = new Checkpoint(folder);
  const saved = await checkpoint.restore<BucketState>(trained, optimiser);
  const stream = new BucketStream(options.shapes, options.draw, saved?.progress);
  let seconds = saved?.seconds ?? 0;
  let mark = performance.now();
  let lastSave = mark;
  let window = new LossWindow();
  try {
    for (let step = saved?.step ?? 0; step < steps; step++) {
      const batch = stream.nextBatch();
      const laid = textBatch(
        config,
        laidShape(batch.shape),
        batch.sequences.map((s) => example(s, options)),
      );
      const result = await trainer.gradients(laid);
      if (!Number.isFinite(result.loss)) {
        throw new TrainingError(
          'diverged',
          `The loss was not a number at step ${step}.`,
          `The last good checkpoint is in ${folder}; start again with a lower rate.`,
        );
      }
      const { gradientNorm } = optimiser.step(trained, result.gradients, rate(step));
      window.add(batch, laid.spans, result.logProbs, gradientNorm);
      const now = performance.now();
      seconds += (now - mark) / 1000;
      mark = now;
      const done = step + 1;
      const last = done === steps;
      if (done % 25 === 0 || last) {
        const row: Record<string, number> = {
          step: done,
          seconds: Math.round(seconds),
          rate: rate(step),
          ...window.means(),
        };
        if (options.evaluate !== undefined && (done % (options.evaluateEvery ?? 500) === 0 || last)) {
          Object.assign(row, await options.evaluate(done));
          mark = performance.now();
        }
        await appendCurve(folder, row);
        log(
          Object.entries(row)
            .map(([k, v]) => `${k} ${Number.isInteger(v) ? v : v.toPrecision(4)}`)
            .join('  '),
        );
        window = new LossWindow();
      }
      if (now - lastSave > CHECKPOINT_SECONDS * 1000 || last || options.signal.aborted) {
        await checkpoint.save(trained, optimiser, { step: done, seconds, progress: stream.state });
        lastSave = now;
      }
      options.signal.throwIfAborted();
    }
  } finally {
    await trainer.release();
  }
}

function laidShape(shape: BucketShape): { rows: number; length: number; targets: number; features: number } {
  return { rows: shape.rows, length: shape.length, targets: shape.targets, features: shape.rows * 16 };
}

function example(sequence: Sequence, { grid, features }: LanguageStageOptions): TextExample {
  return {
    ids: sequence.ids,
    completionStart: sequence.completionStart,
    ...(sequence.image === null ? {} : { images: [{ features: features(sequence.image), grid }] }),
  };
}

/** Mean loss a token since the last row, in all and by kind of example. */
class LossWindow {
  readonly #sums = new Map<string, { loss: number; tokens: number }>();
  #norm = 0;
  #steps = 0;

  add(batch: BucketBatch, spans: readonly (readonly [number, number])[], logProbs: Float32Array, norm: number): void {
    this.#norm += norm;
    this.#steps++;
    spans.forEach(([start, end], i) => {
      let loss = 0;
      for (let t = start; t < end; t++) loss -= logProbs[t]!;
      for (const key of ['loss', `loss.${batch.sequences[i]!.kind}`]) {
        const sum = this.#sums.get(key) ?? { loss: 0, tokens: 0 };
        this.#sums.set(key, { loss: sum.loss + loss, tokens: sum.tokens + end - start });
      }
    });
  }

  means(): Record<string, number> {
    const rows = [...this.#sums].map(([key, { loss, tokens }]): [string, number] => [key, loss / tokens]);
    return { ...Object.fromEntries(rows), gradientNorm: this.#norm / this.#steps };
  }
}
