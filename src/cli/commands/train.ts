import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { tell, writeJson } from '../output.ts';
import { BUNDLED_STAGES, STAGE_STEPS, type BundledStage } from '../../training/bundled/stages.ts';

interface TrainFlags {
  readonly folder: string;
  readonly model: string;
  readonly threads: number;
  readonly json?: true;
}

const DESCRIPTIONS: Readonly<Record<BundledStage, string>> = {
  vision: `vision tower: ${String(STAGE_STEPS.vision)} steps of naming the world's entities`,
  pretrain: `language tower: ${String(STAGE_STEPS.pretrain)} steps on the world and on copying unseen names`,
  sft: `language tower: ${String(STAGE_STEPS.sft)} steps on the four scenarios, with the schema`,
  refine: `language tower: ${String(STAGE_STEPS.refine)} more steps, with known names to copy`,
  publish: 'write the model folder: weights, graphs, prototypes, calibrated thresholds',
  score: 'score the model folder on held-out samples and write its card',
};

/** Adds `crane train bundled` and one command a stage. */
export function register(program: Command): void {
  const train = program.command('train').description('train the bundled model on this machine, stage by stage');
  const add = (name: string, description: string, stages: readonly BundledStage[]): void => {
    train
      .command(name)
      .description(description)
      .option('--folder <dir>', 'where checkpoints, curves and drawn photographs are kept', 'out/training')
      .option('--model <dir>', 'model folder to write and to score', 'models/crane')
      .option('--threads <n>', 'threads', threads, 2)
      .option('--json', 'print JSON')
      .action(async (flags: TrainFlags) => run(stages, flags));
  };
  for (const stage of BUNDLED_STAGES) add(stage, DESCRIPTIONS[stage], [stage]);
  add('bundled', 'all of them in order; a stage that was stopped goes on where it was', BUNDLED_STAGES);
}

async function run(stages: readonly BundledStage[], flags: TrainFlags): Promise<void> {
  const { trainBundled } = await import('../../training/bundled/run.ts');
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(130);
    tell('Saving a checkpoint; press Ctrl-C again to stop at once.');
    stop.abort(new Error('Stopped. Run the same command again to go on from the checkpoint.'));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const scores = await trainBundled({
      stages,
      folder: path.resolve(flags.folder),
      model: path.resolve(flags.model),
      threads: flags.threads,
      signal: stop.signal,
      log: tell,
    });
    if (flags.json === true) await writeJson({ stages, model: path.resolve(flags.model), scores });
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function threads(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 256)
    throw new InvalidArgumentError('Give a whole number from 1.');
  return count;
}
