import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { executeRun, prepareRun } from '../../evals/index.ts';
import type { RunEvent, RunRequest, Trace } from '../../protocol/index.ts';
import { CommandError, UsageError } from '../errors.ts';
import { printable, tell, writeJson, writeOut } from '../output.ts';
import {
  collect,
  numberBetween,
  wholeNumber,
  withCrane,
  workspaceOptions,
  type WorkspaceFlags,
} from '../with_crane.ts';

interface RunFlags extends WorkspaceFlags {
  readonly sample?: string;
  readonly question?: string;
  readonly image?: string;
  readonly method: 'crane' | 'base' | 'ike';
  readonly fact?: readonly string[];
  readonly retrieval?: 'own' | 'gold' | 'none';
  readonly theta?: number;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
  readonly store: boolean;
}

/** Adds `crane run`. */
export function register(program: Command): void {
  workspaceOptions(program.command('run').description('let the model think about a sample or a question'), {
    engine: true,
  })
    .option('--sample <id>', 'a sample of the workspace')
    .option('--question <text>', 'a question of your own')
    .option('--image <file>', 'the picture that the question is about')
    .addOption(
      new Option('--method <name>', 'how the fact is given').choices(['crane', 'base', 'ike']).default('crane'),
    )
    .option('--fact <id>', 'give this fact instead of searching; may be repeated', collect)
    .addOption(
      new Option('--retrieval <mode>', 'search, give the fact of the sample, or none').choices(['own', 'gold', 'none']),
    )
    .option('--theta <score>', 'in place of the calibrated threshold', numberBetween(-1, 1))
    .option('--max-tokens <n>', 'the longest output', wholeNumber(1))
    .option('--temperature <t>', '0 is greedy', numberBetween(0, 2))
    .option('--seed <n>', 'for a temperature above 0', wholeNumber(0))
    .option('--no-store', 'do not keep the trace')
    .action(run);
}

async function run(flags: RunFlags): Promise<void> {
  const request = requestOf(flags);
  await withCrane(flags, async (crane, signal) => {
    const torn = await crane.facts.repair();
    if (torn !== null) tell(torn);
    const prepared = await prepareRun(crane, request, signal);
    const trace = await executeRun(
      crane,
      prepared,
      (event) => (flags.json === true ? undefined : follow(event)),
      signal,
    );
    if (flags.json === true) await writeJson(trace);
    else await writeOut(`\n${describe(trace)}`);
    if (trace.status === 'error') throw new CommandError('run-failed', trace.error ?? 'The run failed.', '');
    if (trace.status === 'aborted') throw new CommandError('run-stopped', 'The run was stopped.', '');
  });
}

function requestOf(flags: RunFlags): RunRequest {
  const { sample, question, image, method, fact, retrieval, theta, maxTokens, temperature, seed, store } = flags;
  if ((sample === undefined) === (question === undefined))
    throw new UsageError('Say what to run: --sample ID, or --question Q.');
  if (sample !== undefined && image !== undefined)
    throw new UsageError('A sample has its own picture: leave --image out.');
  return {
    ...(sample === undefined ? {} : { sampleId: sample }),
    ...(question === undefined ? {} : { question }),
    ...(image === undefined ? {} : { image: { path: resolve(image) } }),
    method,
    ...(fact === undefined ? {} : { factIds: [...fact] }),
    ...(retrieval === undefined ? {} : { retrieval }),
    ...(theta === undefined ? {} : { theta }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(seed === undefined ? {} : { seed }),
    store,
  };
}

/** Shows a run as it goes: what is asked, then the text as it comes. */
async function follow(event: RunEvent): Promise<void> {
  if (event.type === 'start') {
    const used = event.facts.map((fact) => `${fact.id} (${printable(fact.target)})`).join(', ');
    tell(`${printable(event.question)}\n${used === '' ? 'no edit fact' : `edit fact ${used}`}`);
  } else if (event.type === 'notice') tell(`Notice: ${event.notice.message}`);
  // Line breaks are the model's own and harmless; other control characters are not.
  else if (event.type === 'delta') await writeOut(event.text.split('\n').map(printable).join('\n'));
}

function describe(trace: Trace): string {
  const { P1 = null, P2 = null, P3 = null } = trace.verdicts.at(-1) ?? {};
  const lines = [
    `${trace.id}   ${trace.schema.valid ? 'schema valid' : 'schema invalid'}   ${trace.timings.totalMs.toFixed(0)} ms`,
    ...(P1 === null ? [] : [`grounded success ${String(P1.gs)}`]),
    ...(P2 === null ? [] : [`edit independence ${String(P2.ei)}`]),
    ...(P3 === null ? [] : [`hop from ${P3.intermediate}`]),
    ...(trace.rewards === null ? [] : [`reward ${trace.rewards.total.toFixed(2)} of 3`]),
    ...trace.labels.map((label) => `${label.mode}: ${label.message}`),
  ];
  return `${lines.join('\n')}\n`;
}
