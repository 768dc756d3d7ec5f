import { NnError } from './errors.ts';
import { floats, requireWeight } from './tensor.ts';
import type { FloatTensor, Weights } from './tensor.ts';

/** Gradients by parameter name. */
export type Gradients = ReadonlyMap<string, Float32Array>;

/** What changed in one step. */
export interface StepReport {
  /** Euclidean norm of all gradients together, before clipping. */
  readonly gradientNorm: number;
}

/** Changes weights in place by their gradients. */
export interface Optimiser {
  /** One step at the given learning rate. Throws `not-finite` (weights untouched) when a gradient is NaN or infinite. */
  step(weights: Weights, gradients: Gradients, rate: number): StepReport;
  /** Steps taken so far. */
  readonly steps: number;
  /** Everything a resumed run needs, as tensors for a checkpoint. */
  state(): ReadonlyMap<string, FloatTensor>;
  /** Takes a saved state back. Throws `optimiser-state` when it belongs to other weights. */
  restore(state: ReadonlyMap<string, FloatTensor>): void;
}

/** Settings of Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019). */
export interface AdamSettings {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled weight decay per step, times the learning rate; 0 gives plain Adam. */
  readonly weightDecay?: number;
  /** Which parameters decay; all when not told. */
  readonly decays?: (name: string) => boolean;
  /** Largest norm of all gradients together; none when not told. */
  readonly clipNorm?: number;
}

/** Euclidean norm of all gradients together; throws `not-finite` naming the first bad tensor. */
export function gradientNorm(gradients: Gradients): number {
  let sum = 0;
  for (const [name, gradient] of gradients) {
    let part = 0;
    for (let i = 0; i < gradient.length; i++) part += gradient[i]! * gradient[i]!;
    if (!Number.isFinite(part))
      throw new NnError('not-finite', `The gradient of ${name} is not finite; no weight was changed.`);
    sum += part;
  }
  return Math.sqrt(sum);
}

function clipScale(norm: number, limit: number | undefined): number {
  // The small constant is PyTorch's, so that clipped runs agree with it.
  return limit === undefined ? 1 : Math.min(1, limit / (norm + 1e-6));
}

/** Adam with decoupled weight decay and bias correction, as torch.optim.AdamW computes it. */
export class AdamW implements Optimiser {
  readonly #settings: Required<Omit<AdamSettings, 'clipNorm'>> & Pick<AdamSettings, 'clipNorm'>;
  readonly #moments = new Map<string, { readonly first: Float32Array; readonly second: Float32Array }>();
  #steps = 0;

  constructor(settings: AdamSettings = {}) {
    this.#settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, decays: () => true, ...settings };
  }

  get steps(): number {
    return this.#steps;
  }

  step(weights: Weights, gradients: Gradients, rate: number): StepReport {
    const { beta1, beta2, epsilon, weightDecay, decays, clipNorm } = this.#settings;
    const norm = gradientNorm(gradients);
    const scale = clipScale(norm, clipNorm);
    this.#steps++;
    const stepSize = rate / (1 - beta1 ** this.#steps);
    const secondCorrection = 1 / Math.sqrt(1 - beta2 ** this.#steps);
    for (const [name, gradient] of gradients) {
      const { data } = requireWeight(weights, name);
      const { first, second } = this.#momentsOf(name, data.length, gradient.length);
      const keep = decays(name) ? 1 - rate * weightDecay : 1;
      for (let i = 0; i < data.length; i++) {
        const g = gradient[i]! * scale;
        const m = beta1 * first[i]! + (1 - beta1) * g;
        const v = beta2 * second[i]! + (1 - beta2) * g * g;
        first[i] = m;
        second[i] = v;
        data[i] = data[i]! * keep - (stepSize * m) / (Math.sqrt(v) * secondCorrection + epsilon);
      }
    }
    return { gradientNorm: norm };
  }

  state(): ReadonlyMap<string, FloatTensor> {
    const out = new Map<string, FloatTensor>([['steps', floats(Float32Array.of(this.#steps), [1])]]);
    for (const [name, { first, second }] of this.#moments) {
      out.set(`first.${name}`, floats(first.slice(), [first.length]));
      out.set(`second.${name}`, floats(second.slice(), [second.length]));
    }
    return out;
  }

  restore(state: ReadonlyMap<string, FloatTensor>): void {
    const steps = state.get('steps')?.data[0];
    if (steps === undefined || !Number.isInteger(steps) || steps < 0)
      throw new NnError('optimiser-state', 'The saved optimiser state has no step count.');
    const moments = new Map<string, { first: Float32Array; second: Float32Array }>();
    for (const [key, tensor] of state) {
      if (!key.startsWith('first.')) continue;
      const name = key.slice('first.'.length);
      const second = state.get(`second.${name}`);
      if (second?.data.length !== tensor.data.length)
        throw new NnError('optimiser-state', `The saved optimiser state of ${name} is incomplete.`);
      moments.set(name, { first: tensor.data.slice(), second: second.data.slice() });
    }
    this.#steps = steps;
    this.#moments.clear();
    for (const [name, pair] of moments) this.#moments.set(name, pair);
  }

  #momentsOf(name: string, size: number, gradientSize: number) {
    let pair = this.#moments.get(name);
    if (pair === undefined) {
      pair = { first: new Float32Array(size), second: new Float32Array(size) };
      this.#moments.set(name, pair);
    }
    if (pair.first.length !== size || gradientSize !== size)
      throw new NnError('optimiser-state', `The optimiser state or gradient of ${name} does not fit the weights.`);
    return pair;
  }
}

/** Plain Adam: no weight decay. */
export function adam(settings: Omit<AdamSettings, 'weightDecay' | 'decays'> = {}): Optimiser {
  return new AdamW({ ...settings, weightDecay: 0 });
}

/** Gradient descent, with momentum when asked. */
export class Sgd implements Optimiser {
  readonly #momentum: number;
  readonly #clipNorm: number | undefined;
  readonly #velocities = new Map<string, Float32Array>();
  #steps = 0;

  constructor(settings: { readonly momentum?: number; readonly clipNorm?: number } = {}) {
    this.#momentum = settings.momentum ?? 0;
    this.#clipNorm = settings.clipNorm;
  }

  get steps(): number {
    return this.#steps;
  }

  step(weights: Weights, gradients: Gradients, rate: number): StepReport {
    const norm = gradientNorm(gradients);
    const scale = clipScale(norm, this.#clipNorm);
    this.#steps++;
    for (const [name, gradient] of gradients) {
      const { data } = requireWeight(weights, name);
      if (gradient.length !== data.length)
        throw new NnError('optimiser-state', `The gradient of ${name} does not fit the weights.`);
      let velocity = this.#velocities.get(name);
      if (velocity === undefined && this.#momentum > 0) {
        velocity = new Float32Array(data.length);
        this.#velocities.set(name, velocity);
      }
      for (let i = 0; i < data.length; i++) {
        let change = gradient[i]! * scale;
        if (velocity !== undefined) change = velocity[i] = this.#momentum * velocity[i]! + change;
        data[i] = data[i]! - rate * change;
      }
    }
    return { gradientNorm: norm };
  }

  state(): ReadonlyMap<string, FloatTensor> {
    const out = new Map<string, FloatTensor>([['steps', floats(Float32Array.of(this.#steps), [1])]]);
    for (const [name, velocity] of this.#velocities)
      out.set(`velocity.${name}`, floats(velocity.slice(), [velocity.length]));
    return out;
  }

  restore(state: ReadonlyMap<string, FloatTensor>): void {
    const steps = state.get('steps')?.data[0];
    if (steps === undefined) throw new NnError('optimiser-state', 'The saved optimiser state has no step count.');
    this.#steps = steps;
    this.#velocities.clear();
    for (const [key, tensor] of state)
      if (key.startsWith('velocity.')) this.#velocities.set(key.slice('velocity.'.length), tensor.data.slice());
  }
}
