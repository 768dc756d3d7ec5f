import { readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EditFact } from '../../facts/index.ts';
import type { FactPatch } from '../../protocol/index.ts';
import { CommandError, UsageError } from '../errors.ts';
import { printable, tell, writeJson, writeOut } from '../output.ts';
import { collect, withCrane, workspaceOptions, type WorkspaceFlags } from '../with_crane.ts';

interface FactFlags extends WorkspaceFlags {
  readonly target?: string;
  readonly image?: readonly string[];
  readonly alias?: readonly string[];
  readonly description?: string;
  readonly question?: string;
  readonly preEdit?: string | false;
  readonly note?: string;
}

/** Adds `crane facts …`. */
export function register(program: Command): void {
  const facts = program.command('facts').description('edit facts: what the model should take for true');
  const sub = (name: string, description: string): Command =>
    workspaceOptions(facts.command(name).description(description));

  fields(sub('add', 'add an edit fact')).action(async (flags: FactFlags) => {
    const { target } = flags;
    if (target === undefined) throw new UsageError('Say what the entity is now called: crane facts add --target NAME');
    await withCrane(flags, async (crane) => {
      await crane.facts.repair().then((torn) => torn !== null && tell(torn));
      await show(await crane.facts.add({ ...patchOf(flags), target }), flags);
    });
  });
  fields(sub('edit <id>', 'change the given fields of an edit fact'))
    .option('--no-pre-edit', 'forget the old name')
    .action(async (id: string, flags: FactFlags) => {
      await withCrane(flags, async (crane) => show(await crane.facts.edit(id, patchOf(flags)), flags));
    });
  sub('list', 'list the edit facts').action(list);
  sub('show <id>', 'show one edit fact').action(async (id: string, flags: FactFlags) => {
    await withCrane(flags, async (crane) => show(await crane.facts.get(id), flags));
  });
  sub('rm <id>', 'delete an edit fact; its pictures stay').action(async (id: string, flags: FactFlags) => {
    await withCrane(flags, async (crane) => show(await crane.facts.remove(id), flags));
  });
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    sub(`${name} <id>`, `${name} an edit fact`).action(async (id: string, flags: FactFlags) => {
      await withCrane(flags, async (crane) => show(await crane.facts.edit(id, { enabled }), flags));
    });
  }
  sub('import <file>', 'take in the facts of a JSONL file; pictures are looked up beside it').action(importFile);
  sub('export', 'print the facts as JSONL')
    .option('--out <file>', 'write them to a file instead')
    .action(async (flags: FactFlags & { readonly out?: string }) => {
      await withCrane(flags, async (crane) => {
        const text = await crane.facts.exportLines();
        if (flags.out === undefined) await writeOut(text);
        else await writeFile(flags.out, text);
      });
    });
}

function fields(command: Command): Command {
  return command
    .option('--target <name>', 'the new name')
    .option('--image <file>', 'a picture of the entity (PNG, JPEG or WebP); may be repeated', collect)
    .option('--alias <name>', 'another accepted name; may be repeated', collect)
    .option('--description <text>', 'one or two sentences about the target')
    .option('--question <text>', 'the question that the edit is written for')
    .option('--pre-edit <name>', 'the old name')
    .option('--note <text>', 'a note of your own');
}

/** Only what was given; pictures are files of this machine. */
function patchOf(flags: FactFlags): FactPatch {
  const { target, alias, description, question, preEdit, note, image } = flags;
  return {
    ...(target === undefined ? {} : { target }),
    ...(alias === undefined ? {} : { aliases: [...alias] }),
    ...(description === undefined ? {} : { description }),
    ...(question === undefined ? {} : { question }),
    ...(preEdit === undefined ? {} : { preEdit: preEdit === false ? null : preEdit }),
    ...(note === undefined ? {} : { note }),
    // Relative to where the command is called, not to the workspace.
    ...(image === undefined ? {} : { images: image.map((path) => ({ path: resolve(path) })) }),
  };
}

async function list(flags: FactFlags): Promise<void> {
  await withCrane(flags, async (crane) => {
    const { facts, problems } = await crane.facts.read();
    for (const { file, line, field, message } of problems) {
      tell(`${file}:${String(line)}: ${field === null ? '' : `${field}: `}${message}`);
    }
    if (flags.json === true) return writeJson({ facts, problems });
    for (const fact of facts) await writeOut(`${row(fact)}\n`);
  });
}

async function importFile(file: string, flags: FactFlags): Promise<void> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('file-unreadable', `${file} cannot be read.`, 'Give a JSONL file of facts.', { cause });
  });
  await withCrane(flags, async (crane) => {
    const reply = await crane.facts.importLines(text, dirname(resolve(file)));
    for (const { line, field, message } of reply.problems) {
      tell(`${file}:${String(line)}: ${field === null ? '' : `${field}: `}${message}`);
    }
    if (reply.problems.length > 0) process.exitCode = 1;
    if (flags.json === true) return writeJson(reply);
    await writeOut(`${String(reply.added.length)} facts added, ${String(reply.replaced.length)} replaced\n`);
  });
}

async function show(fact: EditFact, flags: FactFlags): Promise<void> {
  await (flags.json === true ? writeJson(fact) : writeOut(`${row(fact)}\n`));
}

function row(fact: EditFact): string {
  const old = fact.preEdit === null ? '' : `${fact.preEdit} → `;
  const rest = [
    fact.enabled ? '' : '(disabled)',
    fact.images.length === 0 ? '' : `${String(fact.images.length)} pictures`,
    fact.description,
  ];
  return printable([fact.id, `${old}${fact.target}`, ...rest.filter((part) => part !== '')].join('   '));
}
