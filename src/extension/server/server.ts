import * as vscode from 'vscode';
import type { CraneClient } from '../../protocol/client.ts';
import type { ChangeEvent } from '../../protocol/http.ts';
import { noFolder, serverEnded, serverUnreachable, told, untrusted } from '../errors.ts';
import { readSettings } from '../settings.ts';
import { workspaceFolder } from '../workspace_folder.ts';
import { startChild, type ServerChild } from './child.ts';
import { findNode } from './find_node.ts';
import { engineKey, serverToken } from './secrets.ts';
import { BACK_OFF_SECONDS, STEADY_AFTER_MS, type ServerState } from './state.ts';

/** The one CRANE server of this window: its own child process, or the one at the address in the settings. */
export interface Server extends vscode.Disposable {
  readonly state: ServerState;
  readonly onDidChangeState: vscode.Event<ServerState>;
  /** What changed on the server; also fired once after every connection, since changes may have been missed. */
  readonly onDidChange: vscode.Event<ChangeEvent | { readonly type: 'connected' }>;
  /** The client of the running server, starting it first where needed. Rejects with the reason it cannot run. */
  client(signal?: AbortSignal): Promise<CraneClient>;
  /** The client if the server runs already, else null; starts nothing. */
  running(): CraneClient | null;
  start(): Promise<CraneClient>;
  stop(): Promise<void>;
  restart(): Promise<CraneClient>;
}

interface Connection {
  readonly client: CraneClient;
  readonly child: ServerChild | null;
  readonly listening: AbortController;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Makes the server's owner; nothing starts until a client is asked for. */
export function createServer(extension: vscode.ExtensionContext, log: vscode.LogOutputChannel): Server {
  const stateChanged = new vscode.EventEmitter<ServerState>();
  const changed = new vscode.EventEmitter<ChangeEvent | { readonly type: 'connected' }>();
  let state: ServerState = { kind: 'stopped' };
  let connection: Connection | null = null;
  let starting: { readonly promise: Promise<CraneClient>; readonly abort: AbortController } | null = null;
  let crashes = 0;
  let retry: NodeJS.Timeout | null = null;

  function become(next: ServerState): void {
    state = next;
    void vscode.commands.executeCommand('setContext', 'crane.server', next.kind);
    stateChanged.fire(next);
  }

  function start(): Promise<CraneClient> {
    if (connection !== null) return Promise.resolve(connection.client);
    if (starting !== null) return starting.promise;
    cancelRetry();
    const abort = new AbortController();
    const promise = open(abort.signal).finally(() => {
      starting = null;
    });
    starting = { promise, abort };
    return promise;
  }

  async function open(signal: AbortSignal): Promise<CraneClient> {
    let child: ServerChild | null = null;
    try {
      if (!vscode.workspace.isTrusted) throw untrusted('The CRANE server');
      const settings = readSettings();
      const { CraneClient } = await import('../../protocol/client.ts');
      let client: CraneClient;
      if (settings.serverUrl === null) {
        child = await spawnOwn(signal);
        client = new CraneClient({ url: child.url, token: child.token });
      } else {
        become({ kind: 'starting', doing: `Connecting to ${settings.serverUrl}` });
        const token = await serverToken(extension.secrets, settings.serverUrl);
        client = new CraneClient({ url: settings.serverUrl, token });
      }
      const health = await client.health(signal).catch((error: unknown) => {
        if (signal.aborted || settings.serverUrl === null) throw error;
        throw serverUnreachable(settings.serverUrl, told(error)?.message ?? 'stopped');
      });
      const opened: Connection = { client, child, listening: new AbortController(), since: Date.now() };
      connection = opened;
      become({ kind: 'running', url: client.url, own: child !== null, health });
      log.info(
        `Connected to CRANE ${health.version} at ${client.url} on ${health.machine}: ${health.engine.kind} engine, model ${health.engine.model}, ${health.engine.device}.`,
      );
      void child?.ended.then((how) => {
        lost(opened, how);
      });
      void listen(opened);
      changed.fire({ type: 'connected' });
      return client;
    } catch (error) {
      await child?.stop();
      const reason = told(error);
      if (reason === null) become({ kind: 'stopped' });
      else {
        log.error(`${reason.message} ${reason.mend}`);
        become({ kind: 'failed', message: reason.message, mend: reason.mend });
      }
      throw error;
    }
  }

  async function spawnOwn(signal: AbortSignal): Promise<ServerChild> {
    const folder = workspaceFolder();
    if (folder === null) throw noFolder();
    const settings = readSettings();
    become({ kind: 'starting', doing: 'Looking for Node.js' });
    const node = await findNode({
      setting: settings.nodePath,
      pathVariable: process.env['PATH'] ?? '',
      vscode: { path: process.execPath, electron: process.versions['electron'] !== undefined },
    });
    log.info(`Starting the server with Node.js ${node.version} from ${node.origin} (${node.path}).`);
    become({ kind: 'starting', doing: 'Starting the server' });
    const args = ['serve', '--json', '--workspace', folder.uri.fsPath, '--parent-pid', String(process.pid)];
    const env: Record<string, string> = {};
    if (settings.engine.kind === 'openai') {
      args.push('--engine', settings.engine.url);
      if (settings.engine.model !== null) args.push('--model', settings.engine.model);
      const key = await engineKey(extension.secrets, settings.engine.url);
      if (key !== null) env['CRANE_ENGINE_API_KEY'] = key;
    } else {
      args.push('--engine', 'embedded');
    }
    return startChild({
      node,
      script: vscode.Uri.joinPath(extension.extensionUri, 'bin', 'crane.mjs').fsPath,
      args,
      folder: folder.uri.fsPath,
      env,
      signal,
      onLog: (line) => {
        log.info(`[server] ${line}`);
      },
    });
  }

  /** The connection broke without anybody asking for it: say so, and start again after a while. */
  function lost(from: Connection, how: string): void {
    if (connection !== from) return;
    connection = null;
    from.listening.abort();
    if (Date.now() - from.since > STEADY_AFTER_MS) crashes = 0;
    const wait = BACK_OFF_SECONDS[crashes];
    crashes += 1;
    const reason = from.child === null ? serverUnreachable(from.client.url, how) : serverEnded(how);
    log.error(reason.message);
    if (wait === undefined) {
      become({ kind: 'failed', message: reason.message, mend: reason.mend });
      void vscode.window.showErrorMessage(`${reason.message} ${reason.mend}`, 'Restart', 'Show Log').then((chosen) => {
        if (chosen === 'Restart') void restart().catch(() => undefined);
        if (chosen === 'Show Log') log.show();
      });
      return;
    }
    become({ kind: 'starting', doing: `The server ended; starting again in ${String(wait)} s` });
    retry = setTimeout(() => {
      retry = null;
      start().catch((error: unknown) => {
        log.error(told(error)?.message ?? 'The start was stopped.');
      });
    }, wait * 1000);
  }

  /** Passes the server's change events on until the connection ends. */
  async function listen(to: Connection): Promise<void> {
    try {
      for await (const event of to.client.events(to.listening.signal)) {
        if (event.type === 'engine') await refreshHealth(to);
        changed.fire(event);
      }
    } catch (error) {
      if (to.listening.signal.aborted) return;
      // An own server whose process lives on only lost this one connection.
      const alive = to.child !== null && (await refreshHealth(to));
      if (alive) {
        setTimeout(() => void listen(to), 1000);
        return;
      }
      if (to.child !== null) await to.child.stop();
      lost(to, told(error)?.message ?? 'the connection was closed');
    }
  }

  async function refreshHealth(of: Connection): Promise<boolean> {
    try {
      const health = await of.client.health(AbortSignal.timeout(5000));
      if (connection === of) become({ kind: 'running', url: of.client.url, own: of.child !== null, health });
      return true;
    } catch (error) {
      log.warn(`The server does not say how it is: ${told(error)?.message ?? 'no reply in 5 s'}`);
      return false;
    }
  }

  function cancelRetry(): void {
    if (retry !== null) clearTimeout(retry);
    retry = null;
  }

  async function stop(): Promise<void> {
    cancelRetry();
    starting?.abort.abort();
    await starting?.promise.catch(() => undefined);
    const old = connection;
    connection = null;
    old?.listening.abort();
    await old?.child?.stop();
    become({ kind: 'stopped' });
    if (old !== null) log.info(old.child === null ? 'Disconnected from the server.' : 'Stopped the server.');
  }

  async function restart(): Promise<CraneClient> {
    crashes = 0;
    await stop();
    return start();
  }

  become(state);
  return {
    get state() {
      return state;
    },
    onDidChangeState: stateChanged.event,
    onDidChange: changed.event,
    client: async (signal) => {
      const client = await start();
      signal?.throwIfAborted();
      return client;
    },
    running: () => connection?.client ?? null,
    start,
    stop,
    restart,
    dispose: () => {
      void stop();
      stateChanged.dispose();
      changed.dispose();
    },
  };
}
