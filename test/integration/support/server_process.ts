import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CraneClient } from '../../../src/protocol/index.ts';

const CRANE = fileURLToPath(new URL('../../../bin/crane.mjs', import.meta.url));
const lineSchema = z.object({ url: z.string(), tokenFile: z.string(), pid: z.number() });

export interface ServerProcess {
  readonly url: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly pid: number;
  readonly process: ChildProcess;
  readonly client: CraneClient;
  /** What it has written to stderr so far. */
  readonly log: () => string;
  /** Its exit code, once it has ended. */
  readonly exit: Promise<number | null>;
}

export interface ServerOptions {
  readonly workspace: string;
  /** Arguments besides `serve --json --workspace`. */
  readonly args?: readonly string[];
}

/** Starts `crane serve` as a process of its own, in a state folder of its own; stopped at the end of the test. */
export async function startServerProcess(
  t: Pick<TestContext, 'after'>,
  options: ServerOptions,
): Promise<ServerProcess> {
  const state = mkdtempSync(join(tmpdir(), 'crane-state-'));
  const child = spawn(
    process.execPath,
    [CRANE, 'serve', '--json', '--workspace', options.workspace, ...(options.args ?? [])],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, XDG_STATE_HOME: state } },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const exit = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  t.after(async () => {
    child.kill('SIGTERM');
    await exit;
    rmSync(state, { recursive: true, force: true });
  });
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    exit.then((code) => {
      throw new Error(`crane serve ended with ${String(code)}: ${log}`);
    }),
  ]);
  const { url, tokenFile, pid } = lineSchema.parse(JSON.parse(line));
  const token = readFileSync(tokenFile, 'utf8');
  return { url, token, tokenFile, pid, process: child, client: new CraneClient({ url, token }), log: () => log, exit };
}

/** A fresh folder, removed at the end of the test. */
export function tempFolder(t: Pick<TestContext, 'after'>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'crane-serve-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
