import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { tracesQuerySchema, type Trace, type TraceSummary, type TracesQuery } from '../../protocol/index.ts';
import { CommandError } from '../errors.ts';
import { printable, writeJson, writeOut } from '../output.ts';
import { collect, wholeNumber, withCrane, workspaceOptions, type WorkspaceFlags } from '../with_crane.ts';

interface ListFlags extends WorkspaceFlags {
  readonly filter?: readonly string[];
  readonly limit: number;
  readonly before?: string;
}

/** Adds `crane trace list|show|export|rm` to the command that reads outputs. */
export function registerStored(trace: Command): void {
  const sub = (name: string, description: string): Command =>
    workspaceOptions(trace.command(name).description(description));
  sub('list', 'list stored traces, newest first')
    .option('--filter <field=value>', 'sampleId, label, method, type or run; may be repeated', collectFilter)
    .option('--limit <n>', 'how many', wholeNumber(1), 50)
    .option('--before <page>', 'the "next" of the page before')
    .action(list);
  sub('show <id>', 'show a stored trace').action(async (id: string, flags: WorkspaceFlags) => {
    const stored = await get(id, flags);
    await (flags.json === true
      ? writeJson(stored)
      : writeOut(`${stored.text.split('\n').map(printable).join('\n')}\n`));
  });
  sub('export <id>', 'write a stored trace as a file that the extension opens without the server')
    .addOption(new Option('--format <name>', 'json alone, for now').choices(['json']).default('json'))
    .option('--out <file>', 'a name that ends in .crane-trace.json; standard output unless told')
    .action(async (id: string, flags: WorkspaceFlags & { readonly out?: string }) => {
      const text = `${JSON.stringify(await get(id, flags), undefined, 2)}\n`;
      if (flags.out === undefined) await writeOut(text);
      else await writeFile(flags.out, text);
    });
  sub('rm <id>', 'delete a stored trace').action(async (id: string, flags: WorkspaceFlags) => {
    await withCrane(flags, async (crane) => {
      const gone = crane.store().delete(id);
      if (flags.json === true) await writeJson(gone);
    });
  });
}

async function list(flags: ListFlags): Promise<void> {
  await withCrane(flags, async (crane) => {
    const page = crane.store().list(queryOf(flags));
    if (flags.json === true) return writeJson(page);
    for (const row of page.traces) await writeOut(`${describe(row)}\n`);
  });
}

async function get(id: string, flags: WorkspaceFlags): Promise<Trace> {
  const trace = await withCrane(flags, (crane) => Promise.resolve(crane.store().get(id)));
  if (trace !== null) return trace;
  throw new CommandError('trace-not-found', `There is no stored trace ${id}.`, 'List them with `crane trace list`.');
}

function queryOf(flags: ListFlags): TracesQuery {
  const filters = Object.fromEntries(
    (flags.filter ?? []).map((filter) => {
      const at = filter.indexOf('=');
      return [filter.slice(0, at), filter.slice(at + 1)] as const;
    }),
  );
  const query = { ...filters, limit: flags.limit, ...(flags.before === undefined ? {} : { before: flags.before }) };
  const parsed = tracesQuerySchema.strict().safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InvalidArgumentError(`--filter: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

function collectFilter(value: string, before: readonly string[] = []): readonly string[] {
  if (!/^[a-zA-Z]+=./u.test(value)) throw new InvalidArgumentError('Give field=value, such as label=contamination.');
  return collect(value, before);
}

function describe(row: TraceSummary): string {
  const outcome = row.outcome === null ? '·' : row.outcome === 1 ? '✓' : '✗';
  const what = row.sampleId ?? row.question;
  return printable(
    [row.id, row.created, outcome, row.method, what, `→ ${row.answer ?? '(no answer)'}`, row.labels.join(', ')].join(
      '   ',
    ),
  );
}
