import { AdamW, floats, seededRandom, warmUpCosine, type FloatTensor } from '../nn/index.ts';
import { Prng } from '../bench/world/index.ts';
import { classifierShapes, VisionTrainer, type Classifiers, type PatchGrid, type QwenConfig } from '../qwen/index.ts';
import { appendCurve, Checkpoint } from './checkpoint.ts';
import { TrainingError } from './errors.ts';

/** One picture to learn from: its patches are made anew at each draw, so that it can be varied. */
export interface VisionExample {
  /** `[patches · patchLength]`, as the image processor gives them. */
  readonly pixels: Float32Array;
  readonly classes: Readonly<Record<string, number>>;
}

export interface VisionStageOptions {
  readonly config: QwenConfig;
  readonly grid: PatchGrid;
  /** Vision tower and merger; changed in place. */
  readonly weights: Map<string, FloatTensor>;
  readonly classifiers: Classifiers;
  /** The example of that number: its pictures and variations depend on the number alone. */
  readonly draw: (index: number) => VisionExample;
  /** Held-out pictures, never varied. */
  readonly heldOut: readonly VisionExample[];
  readonly steps: number;
  readonly pictures: number;
  readonly peakRate: number;
  readonly seed: number;
  readonly folder: string;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

const CHECKPOINT_SECONDS = 120;

/**
 * Trains the vision tower and merger from scratch by naming: linear classifiers on the mean of a picture's merged
 * features, cross entropy. The classifiers are thrown away; what stays is what the language tower sees, and later
 * stages keep it frozen (paper §V-B freezes both).
 * @returns accuracy on the held-out pictures, by classifier
 */
export async function trainVision(options: VisionStageOptions): Promise<Readonly<Record<string, number>>> {
  const { config, weights, classifiers, steps, pictures, folder, log } = options;
  const random = seededRandom(options.seed);
  const trained = new Map<string, FloatTensor>([...weights].filter(([name]) => name.startsWith('visual.')));
  for (const [name, shape] of classifierShapes(config, classifiers)) {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    if (name.endsWith('.weight')) for (let i = 0; i < data.length; i++) data[i] = random.normal() * 0.02;
    trained.set(name, floats(data, shape));
  }
  const trainer = new VisionTrainer({
    config,
    weights: trained,
    classifiers,
    grid: options.grid,
    threads: options.threads,
  });
  const optimiser = new AdamW({
    beta2: 0.98,
    weightDecay: 0.05,
    clipNorm: 1,
    decays: (name) => name.endsWith('.weight') && !name.includes('norm'),
  });
  const rate = warmUpCosine({ peak: options.peakRate, warmUp: 150, steps, floor: options.peakRate / 50 });
  const checkpoint = new Checkpoint(folder);
  const saved = await checkpoint.restore<null>(trained, optimiser);
  let seconds = saved?.seconds ?? 0;
  let mark = performance.now();
  let lastSave = mark;
  let lossSum = 0;
  let right = 0;
  let seen = 0;
  try {
    for (let step = saved?.step ?? 0; step < steps; step++) {
      const batch = Array.from({ length: pictures }, (_, i) => options.draw(step * pictures + i));
      const result = await trainer.gradients(pack(batch, classifiers));
      if (!Number.isFinite(result.loss)) {
        throw new TrainingError(
          'diverged',
          `The loss was not a number at step ${step}.`,
          `The last good checkpoint is in ${folder}; start again with a lower rate.`,
        );
      }
      optimiser.step(trained, result.gradients, rate(step));
      lossSum += result.loss;
      const first = Object.keys(classifiers)[0]!;
      right += batch.filter((e, i) => e.classes[first] === result.predicted[first]?.[i]).length;
      seen += batch.length;
      const now = performance.now();
      seconds += (now - mark) / 1000;
      mark = now;
      const done = step + 1;
      if (done % 50 === 0 || done === steps) {
        const row: Record<string, number> = {
          step: done,
          seconds: Math.round(seconds),
          loss: lossSum / Math.min(50, done),
          trainAccuracy: right / seen,
        };
        if (done % 500 === 0 || done === steps) {
          for (const [name, value] of Object.entries(await accuracy(trainer, options))) row[`heldOut.${name}`] = value;
        }
        await appendCurve(folder, row);
        log(
          Object.entries(row)
            .map(([k, v]) => `${k} ${Number.isInteger(v) ? v : v.toFixed(4)}`)
            .join('  '),
        );
        lossSum = 0;
        right = 0;
        seen = 0;
      }
      if (now - lastSave > CHECKPOINT_SECONDS * 1000 || done === steps || options.signal.aborted) {
        await checkpoint.save(trained, optimiser, { step: done, seconds, progress: null });
        lastSave = now;
      }
      options.signal.throwIfAborted();
    }
    return await accuracy(trainer, options);
  } finally {
    await trainer.release();
  }
}

function pack(
  batch: readonly VisionExample[],
  classifiers: Classifiers,
): { pixels: Float32Array; pictures: number; classes: Record<string, number[]> } {
  const size = batch[0]!.pixels.length;
  const pixels = new Float32Array(size * batch.length);
  batch.forEach((example, i) => pixels.set(example.pixels, i * size));
  const classes = Object.fromEntries(
    Object.keys(classifiers).map((name) => [name, batch.map((e) => e.classes[name] ?? -1)]),
  );
  return { pixels, pictures: batch.length, classes };
}

async function accuracy(
  trainer: VisionTrainer,
  { heldOut, classifiers, pictures }: VisionStageOptions,
): Promise<Record<string, number>> {
  const right = Object.fromEntries(Object.keys(classifiers).map((name) => [name, 0]));
  let counted = 0;
  for (let start = 0; start + pictures <= heldOut.length; start += pictures) {
    const batch = heldOut.slice(start, start + pictures);
    const { predicted } = await trainer.evaluate(pack(batch, classifiers));
    for (const name of Object.keys(classifiers)) {
      right[name]! += batch.filter((e, i) => e.classes[name] === predicted[name]?.[i]).length;
    }
    counted += batch.length;
  }
  return Object.fromEntries(Object.entries(right).map(([name, k]) => [name, counted === 0 ? Number.NaN : k / counted]));
}

/** The random stream of one numbered draw. */
export function drawStream(seed: number, stage: string, index: number): Prng {
  return new Prng(seed).fork(`${stage}/${String(index)}`);
}
