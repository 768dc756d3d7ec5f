import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { noNode } from '../errors.ts';

/** A Node.js that can run the CRANE server. */
export interface NodeRuntime {
  readonly path: string;
  readonly version: string;
  readonly origin: 'the setting crane.server.nodePath' | 'the PATH' | 'VS Code itself';
  /** Added to the server's environment: makes Electron behave as Node. */
  readonly env: Readonly<Record<string, string>>;
}

/** Where to look; taken from the process by `findNode`'s caller so that a test can give its own. */
export interface NodePlaces {
  readonly setting: string | null;
  readonly pathVariable: string;
  readonly vscode: { readonly path: string; readonly electron: boolean };
}

/** Prints the version, and fails where the built-in database that the server needs is missing. */
const PROBE = "require('node:sqlite'); process.stdout.write(process.versions.node)";

/**
 * Finds Node.js ≥ 22.13 with `node:sqlite`: the setting, then the PATH, then VS Code's own.
 * A path named in the setting is never passed over for another one.
 * @throws ExtensionError `no-node`, saying what was tried
 */
export async function findNode(places: NodePlaces): Promise<NodeRuntime> {
  const tried: string[] = [];
  const attempt = async (
    file: string,
    origin: NodeRuntime['origin'],
    env: NodeRuntime['env'],
  ): Promise<NodeRuntime | null> => {
    const seen = await probe(file, env);
    if (seen.ok && isNewEnough(seen.version)) return { path: file, version: seen.version, origin, env };
    tried.push(`${origin}: ${file} ${seen.ok ? `is ${seen.version}` : seen.why}`);
    return null;
  };
  if (places.setting !== null) {
    const named = await attempt(places.setting, 'the setting crane.server.nodePath', {});
    if (named !== null) return named;
    throw noNode(tried);
  }
  const onPath = nodeOnPath(places.pathVariable);
  if (onPath === null) tried.push('the PATH: no node');
  const found =
    (onPath === null ? null : await attempt(onPath, 'the PATH', {})) ??
    (await attempt(places.vscode.path, 'VS Code itself', places.vscode.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}));
  if (found === null) throw noNode(tried);
  return found;
}

/** 22.13 is the first version whose `node:sqlite` needs no flag. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

function nodeOnPath(pathVariable: string): string | null {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = pathVariable.split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}

type Probe = { readonly ok: true; readonly version: string } | { readonly ok: false; readonly why: string };

function probe(file: string, env: NodeRuntime['env']): Promise<Probe> {
  return new Promise((resolve) => {
    execFile(file, ['-e', PROBE], { env: { ...process.env, ...env }, timeout: 10_000 }, (error, stdout) => {
      if (error === null) resolve({ ok: true, version: stdout.trim() });
      else if ('code' in error && error.code === 'ENOENT') resolve({ ok: false, why: 'does not exist' });
      else resolve({ ok: false, why: 'does not run or has no node:sqlite' });
    });
  });
}
