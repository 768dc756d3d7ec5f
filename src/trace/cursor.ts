import { findNames, fold } from '../text/index.ts';
import { namesOf } from './context.ts';
import type { Role, Segment, Step, TraceContext } from './types.ts';

/** What is known at one position of a trace: everything up to and with the current step, nothing after it. */
export interface CursorState {
  /** -1: before the first step. */
  readonly index: number;
  readonly step: Step | null;
  readonly segment: Segment | null;
  /** Roles seen so far, each with the index of the step that had it first. */
  readonly roles: ReadonlyMap<Role, number>;
  /** Names of the context mentioned so far, each with the index of the step that mentioned it last. */
  readonly entities: ReadonlyMap<string, number>;
}

/**
 * A position in a trace that moves step by step, both ways. Works on a growing trace: hand it the newer steps with
 * `update`, and the position stays. Moves return whether they moved.
 */
export class TraceCursor {
  #steps: readonly Step[];
  readonly #context: TraceContext;
  #index = -1;

  constructor(steps: readonly Step[], context: TraceContext = {}) {
    this.#steps = steps;
    this.#context = context;
  }

  /** The steps of a trace that grew. A position beyond the last step moves to it. */
  update(steps: readonly Step[]): void {
    this.#steps = steps;
    this.#index = Math.min(this.#index, steps.length - 1);
  }

  get index(): number {
    return this.#index;
  }

  get length(): number {
    return this.#steps.length;
  }

  next(): boolean {
    return this.goTo(this.#index + 1);
  }

  back(): boolean {
    return this.goTo(this.#index - 1);
  }

  /** Goes to a step by index, or with -1 before the first. Where there is no such step the position stays. */
  goTo(index: number): boolean {
    if (!Number.isInteger(index) || index < -1 || index >= this.#steps.length || index === this.#index) return false;
    this.#index = index;
    return true;
  }

  /** Goes to the next step that has a role; stays where there is none. */
  nextWithRole(role: Role): boolean {
    const found = this.#steps.findIndex((step, i) => i > this.#index && step.roles.includes(role));
    return found !== -1 && this.goTo(found);
  }

  get state(): CursorState {
    const step = this.#steps[this.#index] ?? null;
    const roles = new Map<Role, number>();
    const entities = new Map<string, number>();
    const names = namesOf(this.#context);
    for (const seen of this.#steps.slice(0, this.#index + 1)) {
      for (const role of seen.roles) if (!roles.has(role)) roles.set(role, seen.index);
      if (names.length === 0) continue;
      for (const mention of findNames(fold(seen.text), names)) entities.set(mention.name, seen.index);
    }
    return { index: this.#index, step, segment: step?.segment ?? null, roles, entities };
  }
}
