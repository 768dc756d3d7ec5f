import { Option, type Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { explainTrace } from '../../judges/rule/index.ts';
import { PROFILES, type ParsedTrace, type Profile, type TraceContext } from '../../trace/index.ts';
import { CommandError, UsageError } from '../errors.ts';
import { contextFileSchema, describeIssues } from '../line_input.ts';
import { printable, writeJson, writeOut } from '../output.ts';
import { readStdin } from '../stdin.ts';
import { registerStored } from './traces.ts';

interface ParseFlags {
  readonly stdin?: true;
  readonly profile: Profile;
  readonly context?: string;
  readonly json?: true;
}

/** Adds `crane trace parse`, and the commands for stored traces. */
export function register(program: Command): void {
  const trace = program.command('trace').description('read traces of model outputs');
  trace
    .command('parse')
    .description('read schema, steps, roles and failure modes from one raw model output')
    .option('--stdin', 'read the output from standard input')
    .addOption(new Option('--profile <name>', 'which format check decides validity').choices(PROFILES).default('crane'))
    .option('--context <file>', 'JSON file with what is known: sampleType, probe, fact, gold, preEdit, hops, …')
    .option('--json', 'print JSON')
    .action(async (flags: ParseFlags) => parse(flags));
  registerStored(trace);
}

async function parse(flags: ParseFlags): Promise<void> {
  if (flags.stdin !== true) throw new UsageError('Say where the output comes from: crane trace parse --stdin < FILE');
  const context = flags.context === undefined ? {} : await readContext(flags.context);
  const { trace } = explainTrace(await readStdin(), context, flags.profile);
  await (flags.json === true ? writeJson(trace) : writeOut(describe(trace)));
}

async function readContext(file: string): Promise<TraceContext> {
  const mend = 'Give a JSON file such as {"sampleType":"conflict","fact":{"target":"…"}}.';
  let source: string;
  try {
    source = await readFile(file, 'utf8');
  } catch (cause) {
    throw new CommandError('context-unreadable', `The context file ${file} cannot be read.`, mend, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(source.replace(/^\ufeff/u, ''));
  } catch (cause) {
    throw new CommandError('context-not-json', `The context file ${file} is not JSON.`, mend, { cause });
  }
  const checked = contextFileSchema.safeParse(json);
  if (!checked.success) {
    const faults = describeIssues(checked.error.issues);
    throw new CommandError('context-invalid', `The context file ${file} is wrong: ${faults}`, mend);
  }
  const given = Object.entries(checked.data).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given);
}

function describe(trace: ParsedTrace): string {
  const { schema } = trace;
  const lines = [`Schema (${schema.profile}): ${schema.valid ? 'valid' : 'invalid'}`];
  for (const issue of schema.issues) lines.push(`  ${issue.code} at ${String(issue.start)}–${String(issue.end)}`);
  for (const note of schema.notes) lines.push(`  note: ${note}`);
  for (const step of trace.steps) {
    const roles = step.roles.length === 0 ? '' : ` [${step.roles.join(', ')}]`;
    lines.push(`${String(step.index).padStart(4)} ${step.segment.padEnd(7)} ${printable(step.text)}${roles}`);
  }
  for (const label of trace.labels) lines.push(`${label.mode}: ${label.message}`);
  return `${lines.join('\n')}\n`;
}
