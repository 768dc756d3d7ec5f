import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { serverEnded, serverSilent } from '../errors.ts';
import type { NodeRuntime } from './find_node.ts';

/** Loading a model into a cold cache is the slowest part. */
const READY_WITHIN_SECONDS = 60;
/** After this long a server that was asked to end is ended. */
const END_WITHIN_MS = 3000;

export interface ChildOptions {
  readonly node: NodeRuntime;
  /** `bin/crane.mjs` of the installed extension. */
  readonly script: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called with each line that the server writes to its log. */
  readonly onLog: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A server process of this window, ready to answer. */
export interface ServerChild {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** Resolves, never rejects, when the process is gone: how it ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts `crane serve` and waits for the line that says where it listens.
 * @throws ExtensionError `server-ended` or `server-silent`; the signal's reason when aborted
 */
export async function startChild(options: ChildOptions): Promise<ServerChild> {
  const child = spawn(options.node.path, [options.script, ...options.args], {
    cwd: options.folder,
    env: { ...process.env, ...options.node.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastWords: string[] = [];
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('close', (code, signal) => {
      const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      const last = lastWords.at(-1);
      resolve(last === undefined ? how : `${how}; its last words: ${last}`);
    });
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.trim() !== '') lastWords.splice(0, lastWords.length, line.trim());
    options.onLog(line);
  });
  const stop = (): Promise<void> => endChild(child, ended);
  try {
    const line = await Promise.race([
      firstLine(child),
      ended.then((how) => Promise.reject(serverEnded(how))),
      timeLimit(options.signal),
    ]);
    const where = readyLine(line);
    const token = (await readFile(where.tokenFile, 'utf8')).trim();
    return { url: where.url, token, pid: where.pid, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    const lines = createInterface({ input: child.stdout });
    lines.once('line', resolve);
  });
}

/** Rejects when aborted, or when the server takes too long. */
function timeLimit(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const limit = AbortSignal.timeout(READY_WITHIN_SECONDS * 1000);
    limit.addEventListener('abort', () => {
      reject(serverSilent(READY_WITHIN_SECONDS));
    });
    const stopped = (): void => {
      reject(new DOMException('The start was stopped.', 'AbortError'));
    };
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', stopped, { once: true });
  });
}

/** Checks the JSON line that `crane serve --json` prints first. */
function readyLine(line: string): { readonly url: string; readonly tokenFile: string; readonly pid: number } {
  const unexpected = serverEnded(`it began with "${line.slice(0, 200)}" instead of its address`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw unexpected;
  }
  if (typeof value !== 'object' || value === null) throw unexpected;
  const { url, tokenFile, pid } = value as Readonly<Record<string, unknown>>;
  if (typeof url !== 'string' || typeof tokenFile !== 'string' || typeof pid !== 'number') throw unexpected;
  return { url, tokenFile, pid };
}

async function endChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  await ended;
  clearTimeout(force);
}
