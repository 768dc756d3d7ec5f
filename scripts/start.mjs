/**
 * `npm start`: installs what is missing, builds, and opens the example workspace in VS Code with the extension loaded.
 *
 *   --fresh     begin with a new copy of the example workspace
 *   --port N    the browser window's port (default: a free one)
 */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { dependencies } from './lib/deps.mjs';
import { closeDesktop, desktopCode, openDesktop } from './lib/desktop.mjs';
import { underNewNode } from './lib/node24.mjs';
import { OUT, RUNTIME, fromRoot } from './lib/paths.mjs';
import { endAll, endOnSignal } from './lib/processes.mjs';
import { Told, runMain, say, step } from './lib/progress.mjs';
import { isFree, openWindow } from './lib/window.mjs';

const WORKSPACE = path.join(OUT, 'workspace');

/** @throws {Told} for an unknown option or a port that is none */
function options() {
  try {
    const { values } = parseArgs({
      options: {
        fresh: { type: 'boolean', default: false },
        port: { type: 'string' },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
      throw new Told(`--port takes a number from 1 to 65535, not "${values.port}".`);
    }
    return { fresh: values.fresh, port };
  } catch (error) {
    if (error instanceof TypeError) throw new Told(`${error.message}\nKnown options: --fresh, --port N.`);
    throw error;
  }
}

/**
 * Copies the example workspace where a person may change it, unless a copy is there. The copy appears whole or not at all.
 * @param {string} target @param {boolean} fresh
 */
export function copyWorkspace(target, fresh) {
  if (fresh) rmSync(target, { recursive: true, force: true });
  if (existsSync(target)) return;
  const source = fromRoot('examples', 'workspace');
  if (!existsSync(source))
    throw new Told('examples/workspace is missing from this copy of the repository. Clone it again.');
  mkdirSync(path.dirname(target), { recursive: true });
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(source, partial, { recursive: true });
  renameSync(partial, target);
}

async function main() {
  const { fresh, port } = options();
  const desktop = desktopCode();
  if (process.platform !== 'linux' && desktop === undefined) {
    throw new Told(
      'On Windows and macOS this needs desktop VS Code. Install it, run "Shell Command: Install \'code\' command in PATH" ' +
        'from its palette (macOS), open a new terminal, and run npm start again.',
    );
  }
  const secondRun = await underNewNode();
  if (secondRun !== undefined) return secondRun;
  if (port !== undefined && !(await isFree(port)))
    throw new Told(`Port ${port} is in use. Choose another with --port.`);

  endOnSignal(desktop === undefined ? undefined : closeDesktop);
  await dependencies();
  const { build } = await import('./build.mjs');
  await step('Building', () => build());
  copyWorkspace(WORKSPACE, fresh);

  if (desktop !== undefined) {
    say(`VS Code opens ${path.relative(process.cwd(), WORKSPACE)}. Close its window or press Ctrl-C here to end.`);
    const how = await openDesktop(desktop, WORKSPACE);
    await endAll();
    if (how !== '0') throw new Told(`VS Code's command ended with ${how}.`);
    return 0;
  }
  const home = path.join(RUNTIME, 'window');
  mkdirSync(home, { recursive: true });
  const window = await step('Starting VS Code', () =>
    openWindow({ home, inPlace: true, ...(port === undefined ? {} : { port }) }),
  );
  say(`\nOpen this page: ${window.origin}/?folder=${encodeURI(WORKSPACE)}\nCtrl-C ends it.`);
  const how = await window.gone;
  await endAll();
  throw new Told(`VS Code ended by itself (${how}). Its last words are in ${window.log}.`);
}

await runMain(main);
