import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process_alive.ts';

/** Where programs keep state of this machine, outside any workspace. */
export function stateFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const given = environment['XDG_STATE_HOME'];
  if (given !== undefined && given !== '') return join(given, 'crane');
  if (process.platform === 'win32')
    return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'crane');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'crane');
  return join(homedir(), '.local', 'state', 'crane');
}

export interface TokenFile {
  readonly token: string;
  readonly path: string;
  remove(): void;
}

/**
 * Makes a fresh token and writes it, alone, to a file that only its owner may read (0600), named by this process.
 * Files of servers that are gone are removed on the way.
 */
export function createTokenFile(folder = join(stateFolder(), 'servers')): TokenFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) {
    const pid = /^(\d+)\.token$/u.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
  }
  const token = randomBytes(32).toString('base64url');
  const path = join(folder, `${process.pid}.token`);
  rmSync(path, { force: true });
  // Made anew, so that the rights of an older file do not stay.
  writeFileSync(path, token, { mode: 0o600, flag: 'wx' });
  return { token, path, remove: () => rmSync(path, { force: true }) };
}
