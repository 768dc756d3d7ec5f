import type { Command } from 'commander';
import { printable, writeJson, writeOut } from '../output.ts';
import { withCrane, workspaceOptions, type WorkspaceFlags } from '../with_crane.ts';

/** Adds `crane doctor`. */
export function register(program: Command): void {
  workspaceOptions(program.command('doctor').description('check everything that CRANE stands on'), {
    engine: true,
  }).action(async (flags: WorkspaceFlags) => {
    const { runDoctor } = await import('../../server/index.ts');
    const reply = await withCrane(flags, (crane) => runDoctor(crane));
    if (flags.json === true) await writeJson(reply);
    else {
      for (const { name, ok, detail, mend } of reply.checks) {
        await writeOut(`${ok ? '✓' : '✗'} ${name}: ${printable(detail)}${mend === '' ? '' : `\n    ${mend}`}\n`);
      }
    }
    if (!reply.ok) process.exitCode = 1;
  });
}
