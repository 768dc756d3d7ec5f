import { InvalidArgumentError, type Command } from 'commander';
import type { Crane, CraneOptions } from '../server/index.ts';
import { UsageError } from './errors.ts';

/** The options of every command that works on a workspace. */
export interface WorkspaceFlags {
  readonly workspace: string;
  readonly engine: string;
  readonly model?: string;
  readonly modelFolder?: string;
  readonly json?: true;
}

/** Adds them. Only commands that generate name an engine. */
export function workspaceOptions(command: Command, needs: { readonly engine?: boolean } = {}): Command {
  command.option('--workspace <dir>', 'the folder that holds .crane', process.cwd());
  if (needs.engine === true) {
    command
      .option('--engine <where>', '"embedded", or the URL of an OpenAI-compatible server', 'embedded')
      .option('--model <name>', "the server's model; its first one unless told")
      .option('--model-folder <dir>', "another folder for the embedded model than the package's own");
  }
  return command.option('--json', 'print JSON');
}

/**
 * Opens the workspace, does the work, and lets go of everything. Ctrl-C aborts the signal; a second one ends the
 * process. The key of a model server comes from the environment variable CRANE_ENGINE_API_KEY.
 */
export async function withCrane<T>(
  flags: Partial<WorkspaceFlags>,
  work: (crane: Crane, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Loaded here, so that `--help` and usage errors do not wait for it.
  const { openCrane } = await import('../server/index.ts');
  const crane = openCrane(craneOptions(flags));
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort(new UsageError('Stopped.'));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work(crane, stop.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await crane.close();
  }
}

export function craneOptions(flags: Partial<WorkspaceFlags>): CraneOptions {
  return {
    workspace: flags.workspace ?? process.cwd(),
    engine: flags.engine ?? 'embedded',
    model: flags.model ?? null,
    apiKey: process.env['CRANE_ENGINE_API_KEY'] ?? null,
    ...(flags.modelFolder === undefined ? {} : { modelFolder: flags.modelFolder }),
  };
}

/** Collects an option that may stand several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (value: string) => number {
  return (value) => {
    if (!/^\d{1,9}$/u.test(value) || Number(value) < least) {
      throw new InvalidArgumentError(`Give a whole number of at least ${String(least)}.`);
    }
    return Number(value);
  };
}

/** Any number between two ends. */
export function numberBetween(low: number, high: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() === '' || !(number >= low && number <= high)) {
      throw new InvalidArgumentError(`Give a number from ${String(low)} to ${String(high)}.`);
    }
    return number;
  };
}
