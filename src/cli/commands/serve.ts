import type { Command } from 'commander';
import { printable, tell, writeJson, writeOut } from '../output.ts';
import { craneOptions, wholeNumber, workspaceOptions, type WorkspaceFlags } from '../with_crane.ts';

interface ServeFlags extends WorkspaceFlags {
  readonly port: number;
  readonly parentPid?: number;
}

/** Adds `crane serve`. */
export function register(program: Command): void {
  workspaceOptions(program.command('serve').description('serve a workspace over HTTP, to this machine alone'), {
    engine: true,
  })
    .option('--port <n>', '0 takes any free one', wholeNumber(0), 0)
    .option('--parent-pid <pid>', 'end when this process has ended', wholeNumber(1))
    .action(serve);
}

/** Runs until a signal, or the end of the parent, stops it. */
async function serve(flags: ServeFlags): Promise<void> {
  const { startServer } = await import('../../server/index.ts');
  const server = await startServer({
    ...craneOptions(flags),
    port: flags.port,
    parentPid: flags.parentPid ?? null,
    log: (message, error) => {
      const detail =
        error === undefined ? '' : `: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      tell(`${new Date().toISOString()} ${message}${detail}`);
    },
  });
  const onSignal = (): void => {
    void server.stop();
    // Whoever asks twice does not want to wait.
    process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  if (flags.json === true) await writeJson({ url: server.url, tokenFile: server.tokenFile, pid: process.pid });
  else await writeOut(`${server.url}\nThe token is in ${printable(server.tokenFile)}\n`);
  await server.ended;
}
