import { Option, type Command } from 'commander';
import type { z } from 'zod';
import { judgeOutput, type JudgeContext, type RuleVerdict } from '../../judges/rule/index.ts';
import { CommandError, UsageError } from '../errors.ts';
import { mapLines } from '../json_lines.ts';
import { judgeLineSchema } from '../line_input.ts';
import { writeOut } from '../output.ts';
import { mapStored } from '../stored_traces.ts';

interface JudgeFlags {
  readonly stdin?: true;
  readonly judge: 'rule' | 'llm';
  readonly json?: true;
  readonly workspace: string;
}

/** Adds `crane judge`. */
export function register(program: Command): void {
  program
    .command('judge')
    .description('judge outputs: broken, grounded success, edit independence, multi-hop')
    .argument('[traces...]', 'ids of stored traces')
    .option('--stdin', 'read JSON lines from standard input')
    .option('--workspace <dir>', 'the folder that holds the stored traces', process.cwd())
    .addOption(new Option('--judge <name>', 'which judge').choices(['rule', 'llm']).default('rule'))
    .option('--json', 'print JSON lines')
    .action(async (ids: readonly string[], flags: JudgeFlags) => {
      if ((flags.stdin === true) === ids.length > 0)
        throw new UsageError('Say what to judge: crane judge --stdin < FILE.jsonl, or crane judge TRACE…');
      if (flags.judge === 'llm') {
        const mend = 'Use --judge rule.';
        throw new CommandError('judge-missing', 'This version has no LLM judge.', mend);
      }
      if (ids.length > 0) return judgeStored(ids, flags);
      await mapLines(judgeLineSchema, flags.json === true, judgeLine, show);
    });
}

async function judgeStored(ids: readonly string[], flags: JudgeFlags): Promise<void> {
  const { judgeTrace } = await import('../../evals/index.ts');
  await mapStored(ids, flags, (crane, id) => judgeTrace(crane.store(), id, crane.traits).verdict, show);
}

function judgeLine(line: z.infer<typeof judgeLineSchema>): RuleVerdict {
  const { output, probe, ...rest } = line;
  const context: JudgeContext = !probe ? rest : { ...rest, probe };
  return judgeOutput(output, context);
}

async function show(verdict: Pick<RuleVerdict, 'P0' | 'P1' | 'P2' | 'P3'>): Promise<void> {
  const parts = [verdict.P0.broken ? `broken (${verdict.P0.kind ?? ''})` : 'not broken'];
  if (verdict.P1 !== null) parts.push(`GS ${String(verdict.P1.gs)}`, `GS-strict ${String(verdict.P1.gsStrict)}`);
  if (verdict.P2 !== null) parts.push(`EI ${String(verdict.P2.ei)}`);
  if (verdict.P3 !== null)
    parts.push(`hop from ${verdict.P3.intermediate}`, `IU ${String(verdict.P3.iu)}`, `UVI ${String(verdict.P3.uvi)}`);
  await writeOut(`${parts.join('   ')}\n`);
}
