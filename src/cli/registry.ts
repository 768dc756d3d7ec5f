import type { Command } from 'commander';

/** A module of commands: adds them to the program. */
export interface CommandModule {
  register(program: Command): void;
}

/**
 * First word of a command → the module that defines it. Modules load only when their command is called (or for help),
 * so that a small command never waits for a large one's packages. The imports are literal, for the bundler.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  trace: () => import('./commands/trace.ts'),
  reward: () => import('./commands/reward.ts'),
  judge: () => import('./commands/judge.ts'),
  facts: () => import('./commands/facts.ts'),
  retrieve: () => import('./commands/retrieve.ts'),
  run: () => import('./commands/run.ts'),
  eval: () => import('./commands/eval.ts'),
  serve: () => import('./commands/serve.ts'),
  doctor: () => import('./commands/doctor.ts'),
  bench: () => import('./commands/bench.ts'),
  train: () => import('./commands/train.ts'),
};
