import type { Sequence } from './sequence.ts';

/** The static shape of one train graph: `rows` sequences of `length` tokens, loss on at most `targets` of them. */
export interface BucketShape {
  readonly length: number;
  readonly rows: number;
  readonly targets: number;
}

/**
 * Bucket shapes with about the same number of tokens each, so that every step costs about the same.
 * @param tokens tokens a batch; @param lengths ascending sequence lengths; @param share room for completion tokens.
 */
export function bucketShapes(tokens: number, lengths: readonly number[], share = 0.62): readonly BucketShape[] {
  return lengths.map((length) => {
    const rows = Math.max(1, Math.floor(tokens / length));
    return { length, rows, targets: Math.ceil((rows * length * share) / 64) * 64 };
  });
}

/** Where the stream of examples stands: enough to go on exactly where a killed run stopped. */
export interface BucketState {
  readonly next: number;
  readonly waiting: readonly (readonly number[])[];
  readonly dropped: number;
}

export interface BucketBatch {
  readonly shape: BucketShape;
  readonly sequences: readonly Sequence[];
}

/**
 * Draws examples 0, 1, 2 … and collects them by length; a bucket that is full leaves as a batch. The mixture is kept
 * in the long run, no token is wasted on far longer neighbours, and a draw depends on its index alone.
 */
export class BucketStream {
  readonly #shapes: readonly BucketShape[];
  readonly #draw: (index: number) => Sequence;
  readonly #waiting: { index: number; sequence: Sequence }[][];
  #next = 0;
  #dropped = 0;

  constructor(shapes: readonly BucketShape[], draw: (index: number) => Sequence, state?: BucketState) {
    this.#shapes = shapes;
    this.#draw = draw;
    this.#waiting = shapes.map((_, i) => (state?.waiting[i] ?? []).map((index) => ({ index, sequence: draw(index) })));
    if (state !== undefined) {
      this.#next = state.next;
      this.#dropped = state.dropped;
    }
  }

  /** Examples longer than the longest bucket, counted and left out. */
  get dropped(): number {
    return this.#dropped;
  }

  get state(): BucketState {
    return { next: this.#next, waiting: this.#waiting.map((w) => w.map((e) => e.index)), dropped: this.#dropped };
  }

  nextBatch(): BucketBatch {
    for (;;) {
      const index = this.#next++;
      const sequence = this.#draw(index);
      const bucket = this.#shapes.findIndex((shape) => sequence.ids.length <= shape.length);
      const shape = this.#shapes[bucket];
      const waiting = this.#waiting[bucket];
      if (shape === undefined || waiting === undefined) {
        this.#dropped++;
        continue;
      }
      waiting.push({ index, sequence });
      const targets = waiting.reduce((sum, e) => sum + e.sequence.ids.length - e.sequence.completionStart, 0);
      if (targets > shape.targets) {
        // The newest does not fit any more: send the others, with one row less, and keep it for the next batch.
        const kept = waiting.pop()!;
        const batch = waiting.splice(0);
        waiting.push(kept);
        if (batch.length === 0) {
          waiting.length = 0;
          this.#dropped++;
          continue;
        }
        return { shape, sequences: batch.map((e) => e.sequence) };
      }
      if (waiting.length === shape.rows) return { shape, sequences: waiting.splice(0).map((e) => e.sequence) };
    }
  }
}
