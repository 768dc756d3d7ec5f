import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { runEvaluation } from '../../evals/index.ts';
import type { EvalReport } from '../../protocol/index.ts';
import { UsageError } from '../errors.ts';
import { tell, writeJson, writeOut } from '../output.ts';
import { wholeNumber, withCrane, workspaceOptions, type WorkspaceFlags } from '../with_crane.ts';

type Method = 'crane' | 'base' | 'ike';

interface EvalFlags extends WorkspaceFlags {
  readonly split: string;
  readonly method: readonly Method[];
  readonly limit?: number;
  readonly seed: number;
  readonly judge: 'rule';
  readonly retrieval?: 'own' | 'gold' | 'none';
}

/** Adds `crane eval`. */
export function register(program: Command): void {
  workspaceOptions(program.command('eval').description('measure methods on the samples of a split'), { engine: true })
    .requiredOption(
      '--split <dir or name>',
      'a split of the workspace, or the folder of a benchmark or workspace (all its samples)',
    )
    .addOption(
      new Option('--method <names...>', 'which methods').choices(['crane', 'base', 'ike']).makeOptionMandatory(true),
    )
    .option('--limit <n>', 'only so many samples, drawn with the seed', wholeNumber(1))
    .option('--seed <n>', 'seed of the draw and of sampling', wholeNumber(0), 0)
    .addOption(new Option('--judge <name>', 'which judge').choices(['rule']).default('rule'))
    .addOption(
      new Option('--retrieval <mode>', 'who gets which fact, in place of the method own way').choices([
        'own',
        'gold',
        'none',
      ]),
    )
    .action(evaluate);
}

async function evaluate(flags: EvalFlags): Promise<void> {
  const { limit, seed, retrieval } = flags;
  const place = placeOf(flags);
  await withCrane({ ...flags, workspace: place.workspace }, async (crane, signal) => {
    const request = {
      split: place.split,
      methods: [...new Set(flags.method)],
      seed,
      ...(limit === undefined ? {} : { limit }),
      ...(retrieval === undefined ? {} : { retrieval }),
    };
    const began = performance.now();
    const report = await runEvaluation(
      crane,
      request,
      (event) => {
        if (event.type !== 'progress') return;
        if (event.done % 10 !== 0 && event.done !== event.total) return;
        const seconds = ((performance.now() - began) / 1000).toFixed(0);
        tell(`${String(event.done)} of ${String(event.total)} runs, ${seconds} s (run ${event.run})`);
      },
      signal,
    );
    await (flags.json === true ? writeJson(report) : writeOut(describe(report)));
    if (signal.aborted) {
      tell('crane: The evaluation was stopped; samples that were not run are counted as unjudged.');
      process.exitCode = 1;
    }
  });
}

/** A split's name means this workspace; a folder means all samples that it holds. */
function placeOf(flags: EvalFlags): { readonly workspace: string; readonly split: string } {
  const folder = resolve(flags.split);
  const isPath = /[/\\]/u.test(flags.split) || flags.split.startsWith('.');
  if (existsSync(join(folder, '.crane', 'samples')) || existsSync(join(folder, 'samples'))) {
    return { workspace: folder, split: '*' };
  }
  if (isPath) throw new UsageError(`There are no samples in ${folder}: neither samples/ nor .crane/samples/.`);
  return { workspace: flags.workspace, split: flags.split };
}

function describe(report: EvalReport): string {
  const percent = (value: number | null): string => (value === null ? '–' : (value * 100).toFixed(1));
  const lines = [`run ${report.run}`];
  for (const { method, model, retrieval, metrics } of report.methods) {
    lines.push('', `${method} on ${model}, retrieval ${retrieval}`);
    for (const [key, { k, n, rate, low, high, unjudged }] of Object.entries(metrics)) {
      const interval = low === null ? '' : ` [${percent(low)}, ${percent(high)}]`;
      const open = unjudged === 0 ? '' : `   ${String(unjudged)} unjudged`;
      const count = Number.isInteger(k) ? String(k) : k.toFixed(2);
      lines.push(`  ${key.padEnd(28)} ${percent(rate).padStart(6)} %${interval}   ${count}/${String(n)}${open}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
