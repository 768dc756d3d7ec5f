import type { Command } from 'commander';
import { scoreOutput, type Rewards } from '../../rewards/index.ts';
import { UsageError } from '../errors.ts';
import { mapLines } from '../json_lines.ts';
import { rewardLineSchema } from '../line_input.ts';
import { writeOut } from '../output.ts';

/** Adds `crane reward`. */
export function register(program: Command): void {
  program
    .command('reward')
    .description('score outputs: accuracy, format, reasoning, with the spans that earned or cost each')
    .option('--stdin', 'read JSON lines from standard input')
    .option('--json', 'print JSON lines')
    .action(async (flags: { readonly stdin?: true; readonly json?: true }) => {
      if (flags.stdin !== true) throw new UsageError('Say what to score: crane reward --stdin < FILE.jsonl');
      await mapLines(rewardLineSchema, flags.json === true, scoreOutput, show);
    });
}

async function show(rewards: Rewards): Promise<void> {
  const part = (name: 'accuracy' | 'format' | 'reasoning' | 'total'): string => `${name} ${rewards[name].toFixed(3)}`;
  await writeOut(`${[part('accuracy'), part('format'), part('reasoning'), part('total')].join('   ')}\n`);
}
