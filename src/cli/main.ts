import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { describeError, EXIT } from './errors.ts';
import { tell } from './output.ts';
import { COMMANDS } from './registry.ts';

/** The `crane` command: loads what the call needs, runs it, and turns anything thrown into one line and an exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('crane')
    .description(
      'Edit what a reasoning multimodal model knows, watch it think, and see why an edit did or did not take.',
    )
    .version(packageJson.version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .showHelpAfterError('(add --help for usage)');
  try {
    const first = argv.find((word) => !word.startsWith('-'));
    // Only the registry's own words: `crane constructor` is no command.
    const loader = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
    const loaders = loader === undefined ? Object.values(COMMANDS) : [loader];
    for (const load of new Set(loaders)) (await load()).register(program);
    inherit(program);
    if (argv.length === 0) {
      process.stderr.write(program.helpInformation());
      return EXIT.wrongUse;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
    const { line, exitCode } = describeError(error, process.env['CRANE_DEBUG'] !== undefined);
    tell(line);
    return exitCode;
  }
}

/** Subcommands are made without the program's settings for errors; hand them down. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command).exitOverride();
    inherit(child);
  }
}

// The reader of our output may go away (`crane … | head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
