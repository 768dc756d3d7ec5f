import type { Command } from 'commander';
import { scoreOutput, type Rewards } from '../../rewards/index.ts';
import { UsageError } from '../errors.ts';
import { mapLines } from '../json_lines.ts';
import { rewardLineSchema } from '../line_input.ts';
import { writeOut } from '../output.ts';
import { mapStored } from '../stored_traces.ts';

interface RewardFlags {
  readonly stdin?: true;
  readonly json?: true;
  readonly workspace: string;
}

/** Adds `crane reward`. */
export function register(program: Command): void {
  program
    .command('reward')
    .description('score outputs: accuracy, format, reasoning, with the spans that earned or cost each')
    .argument('[traces...]', 'ids of stored traces')
    .option('--stdin', 'read JSON lines from standard input')
    .option('--workspace <dir>', 'the folder that holds the stored traces', process.cwd())
    .option('--json', 'print JSON lines')
    .action(async (ids: readonly string[], flags: RewardFlags) => {
      if ((flags.stdin === true) === ids.length > 0)
        throw new UsageError('Say what to score: crane reward --stdin < FILE.jsonl, or crane reward TRACE…');
      if (ids.length > 0) return rewardStored(ids, flags);
      await mapLines(rewardLineSchema, flags.json === true, scoreOutput, show);
    });
}

async function rewardStored(ids: readonly string[], flags: RewardFlags): Promise<void> {
  const { rewardTrace } = await import('../../evals/index.ts');
  await mapStored(ids, flags, (crane, id) => rewardTrace(crane.store(), id), show);
}

async function show(rewards: Rewards): Promise<void> {
  const part = (name: 'accuracy' | 'format' | 'reasoning' | 'total'): string => `${name} ${rewards[name].toFixed(3)}`;
  await writeOut(`${[part('accuracy'), part('format'), part('reasoning'), part('total')].join('   ')}\n`);
}
