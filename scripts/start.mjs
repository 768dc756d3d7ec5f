/**
 * `npm start`: installs what is missing, builds, and opens the example workspace in VS Code with the extension loaded.
 *
 *   --fresh     begin with a new copy of the example workspace
 *   --port N    the browser window's port (default: a free one)
 *   --seed N    which samples the check takes (default 7)
 *   --check     no window for a person: drive the interface in headless Chromium and check what it shows
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { dependencies } from './lib/deps.mjs';
import { closeDesktop, desktopCode, openDesktop } from './lib/desktop.mjs';
import { copyWorkspace } from './lib/example-workspace.mjs';
import { underNewNode } from './lib/node24.mjs';
import { OUT, RUNTIME } from './lib/paths.mjs';
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
        check: { type: 'boolean', default: false },
        port: { type: 'string' },
        seed: { type: 'string', default: '7' },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
      throw new Told(`--port takes a number from 1 to 65535, not "${values.port}".`);
    }
    const seed = Number(values.seed);
    if (!Number.isSafeInteger(seed) || seed < 0) throw new Told(`--seed takes a whole number, not "${values.seed}".`);
    return { fresh: values.fresh, check: values.check, port, seed };
  } catch (error) {
    if (error instanceof TypeError)
      throw new Told(`${error.message}\nKnown options: --fresh, --port N, --check, --seed N.`);
    throw error;
  }
}

async function main() {
  const { fresh, check, port, seed } = options();
  const desktop = check ? undefined : desktopCode();
  if (process.platform !== 'linux' && desktop === undefined) {
    throw new Told(
      'On Windows and macOS this needs desktop VS Code. Install it, run "Shell Command: Install \'code\' command in PATH" ' +
        'from its palette (macOS), open a new terminal, and run npm start again. The headless check runs on Linux only.',
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
  if (check) {
    const { runCheck } = await import('./check.mjs');
    return runCheck({ seed });
  }
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
