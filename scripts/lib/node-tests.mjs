/** Test files of node:test, run in processes of their own. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { ROOT, fromRoot } from './paths.mjs';
import { ended, environment, start } from './processes.mjs';
import { Told } from './progress.mjs';

/** Node before 22.18 strips types only when asked. */
export const TYPES_FLAGS = process.features.typescript ? [] : ['--experimental-strip-types'];

/** The test files below a folder of test/, relative to the root. @param {string} folder */
export function testFiles(folder) {
  const full = fromRoot('test', folder);
  if (!existsSync(full)) return [];
  const names = readdirSync(full, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.test\.(ts|mjs)$/.test(name))
    .map((name) => path.join('test', folder, name))
    .sort();
}

/**
 * Runs test files and collects what each test did.
 * @param {readonly string[]} files relative to the root
 * @param {{ concurrency?: number, env?: Record<string, string | undefined>, patience?: number }} [options] patience in ms for one file
 * @returns {Promise<readonly import('./outcome.mjs').Outcome[]>}
 * @throws {Told} when node:test itself broke
 */
export async function runNodeTests(files, { concurrency = 2, env = {}, patience = 300_000 } = {}) {
  const home = mkdtempSync(path.join(os.tmpdir(), 'crane-tests-'));
  const results = path.join(home, 'outcomes.jsonl');
  try {
    const child = start(
      process.execPath,
      [
        ...['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${patience}`],
        ...[...TYPES_FLAGS, '--disable-warning=ExperimentalWarning', '--enable-source-maps'],
        `--test-reporter=${pathToFileURL(fromRoot('scripts', 'lib', 'outcome-reporter.mjs')).href}`,
        `--test-reporter-destination=${results}`,
        ...files,
      ],
      { cwd: ROOT, env: environment({ NODE_TEST_CONTEXT: undefined, ...env }), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    const how = await ended(child);
    const lines = existsSync(results) ? readFileSync(results, 'utf8').split('\n').filter(Boolean) : [];
    /** @type {import('./outcome.mjs').Outcome[]} */
    const outcomes = lines.map((line) => JSON.parse(line));
    const failed = outcomes.some((outcome) => outcome.state === 'failed');
    if (outcomes.length === 0 || (how !== '0' && !failed)) {
      throw new Told(`node --test ended with ${how} after ${outcomes.length} tests.\n${output.slice(-3000)}`);
    }
    return outcomes;
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
