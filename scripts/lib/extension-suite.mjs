/** The suite of test/vscode, run in VS Code's real extension host. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { closeBrowsers, launchBrowser } from './browser.mjs';
import { DIST, OUT, ROOT } from './paths.mjs';
import { endAll } from './processes.mjs';
import { Told } from './progress.mjs';
import { openWindow } from './window.mjs';
import { openWorkbench } from './workbench.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/**
 * Opens a window on a workspace with this repository as the extension under development, and lets VS Code run the suite.
 * @param {{ workspace: (home: string) => string, patience?: number, filter?: string | undefined, env?: Record<string, string> }} options
 *   `workspace` prepares the folder to open, given a fresh folder; patience in milliseconds
 * @returns {Promise<readonly Outcome[]>}
 * @throws {Told} when the suite did not end, with the console of the window
 */
export async function runExtensionSuite({ workspace, patience = 420_000, filter, env = {} }) {
  const home = mkdtempSync(path.join(os.tmpdir(), 'crane-suite-'));
  const results = path.join(home, 'results.json');
  /** @type {string[]} */
  const lines = [];
  try {
    const folder = workspace(home);
    const window = await openWindow({
      home,
      driver: true,
      settings: { 'git.enabled': false },
      env: { CRANE_TEST_RESULTS: results, CRANE_TEST_FILTER: filter, ...env },
    });
    const { page } = await launchBrowser();
    const exit = new Promise((/** @type {(code: number) => void} */ resolve) => {
      void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => resolve(code));
    });
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _, /** @type {unknown[]} */ args) => {
      lines.push(format(...args));
    });
    const remote = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${window.port}${file}`;
    await openWorkbench(page, window.origin, folder, [
      ['extensionDevelopmentPath', remote(ROOT)],
      ['extensionTestsPath', remote(path.join(DIST, 'test', 'vscode', 'index.cjs'))],
      ['skipWelcome', 'true'],
    ]);
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((/** @type {(code: 'late') => void} */ resolve) => {
      timer = setTimeout(() => resolve('late'), patience);
    });
    const code = await Promise.race([exit, late, window.gone]);
    clearTimeout(timer);
    if (!existsSync(results)) {
      const picture = path.join(OUT, 'test', 'vscode-suite.png');
      mkdirSync(path.dirname(picture), { recursive: true });
      await page.screenshot({ path: picture });
      const why = code === 'late' ? `did not end in ${patience / 1000} s` : `ended with ${code} and left no results`;
      throw new Told(`The suite inside VS Code ${why}. See ${picture}.\n${lines.slice(-30).join('\n')}`);
    }
    return JSON.parse(readFileSync(results, 'utf8'));
  } finally {
    await closeBrowsers();
    await endAll();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
