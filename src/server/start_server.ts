import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { prepareWorkspace, watchWorkspace } from '../library/index.ts';
import { createApp } from './app.ts';
import { openCrane, type Crane, type CraneOptions } from './composition.ts';
import { serverError } from './errors.ts';
import { watchParent } from './parent_watch.ts';
import { createTokenFile } from './token_file.ts';

export interface ServeOptions extends CraneOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** The server ends when this process does; null for none. */
  readonly parentPid: number | null;
  /** Where messages for a person and failures go. */
  readonly log: (message: string, error?: unknown) => void;
}

export interface RunningServer {
  readonly url: string;
  readonly tokenFile: string;
  readonly crane: Crane;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Stops runs under way, closes connections, and lets go of everything. May be called twice. */
  stop(): Promise<void>;
}

/** Times in milliseconds: for the head of a request, and for a whole request (not its reply). */
const HEADERS_MS = 10_000;
const REQUEST_MS = 60_000;

/** Starts the server on this machine's own address only. Errors: `port-taken`, `workspace-missing`, `engine-url`. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const crane = openCrane(options);
  await prepareWorkspace(crane.workspace);
  const torn = await crane.facts.repair();
  if (torn !== null) options.log(torn);
  const shutdown = new AbortController();
  const token = createTokenFile();
  const app = createApp(crane, token.token, shutdown.signal, options.log);
  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 },
    getRequestListener(app.fetch),
  );
  try {
    await listen(server, options.port);
  } catch (error) {
    token.remove();
    await crane.close();
    throw error;
  }
  const watch = await watchWorkspace(
    crane.workspace,
    (what) => crane.changes.tell({ type: what }),
    (error) => options.log('The workspace cannot be watched; changes are seen when the views are refreshed.', error),
  );
  let stopping: Promise<void> | null = null;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      parent?.stop();
      shutdown.abort(new Error('the server is shutting down'));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // Streams see the shutdown and end; whoever still holds a connection after a moment loses it.
      const last = setTimeout(() => server.closeAllConnections(), 500);
      await closed;
      clearTimeout(last);
      await watch.close();
      await crane.close();
      token.remove();
      end();
    })();
    return stopping;
  };
  const parent = options.parentPid === null ? null : watchParent(options.parentPid, () => void stop());
  void crane.engine.start();
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, tokenFile: token.path, crane, ended, stop };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject('code' in cause && cause.code === 'EADDRINUSE' ? serverError.portTaken(port, cause) : cause);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
