/**
 * `npm test`: sets up what the tests need, runs every phase, and ends with the line `N passed, N failed, N skipped`.
 *
 *   --only A,B      only these phases
 *   --all           also the long tests of test/all
 *   --filter TEXT   in the suite inside VS Code, only tests whose name holds TEXT
 *
 * With CI=1 (or true) a part that is missing is a failure; otherwise it is skipped, with the reason.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { CHROMIUM_MEND, chromium } from './lib/chromium.mjs';
import { codeServer } from './lib/codeserver.mjs';
import { dependencies } from './lib/deps.mjs';
import { copyWorkspace } from './lib/example-workspace.mjs';
import { runNodeTests, testFiles } from './lib/node-tests.mjs';
import { underNewNode } from './lib/node24.mjs';
import { count, inWords } from './lib/outcome.mjs';
import { DIST, ROOT, fromRoot } from './lib/paths.mjs';
import { endAll, endOnSignal, ended, environment, start } from './lib/processes.mjs';
import { Told, runMain, say, seconds } from './lib/progress.mjs';

/** @typedef {import('./lib/outcome.mjs').Outcome} Outcome */
/** @typedef {{ readonly name: string, readonly needs: readonly ('chromium' | 'code-server')[], readonly run: () => Promise<readonly Outcome[]> }} Phase */

const STRICT = ['1', 'true'].includes(process.env['CI'] ?? '');

/** A program that passes or fails as a whole. @param {string} name @param {readonly (readonly string[])[]} commands below node_modules */
const whole = (name, commands) => async () => {
  /** @type {Outcome[]} */
  const outcomes = [];
  let error = '';
  for (const [program = '', ...args] of commands) {
    const file = fromRoot('node_modules', program);
    const child = start(process.execPath, [file, ...args], {
      cwd: ROOT,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    const how = await ended(child);
    if (how !== '0') error += `${output.trim() || `${program} ended with ${how}.`}\n`;
  }
  outcomes.push({ name, file: '', state: error === '' ? 'passed' : 'failed', error: error || null });
  return outcomes;
};

/** Tests of node:test in a folder. @param {string} folder @param {Parameters<typeof runNodeTests>[1]} [options] */
const tests = (folder, options) => async () => {
  const files = testFiles(folder);
  if (files.length === 0) throw new Missing(`There are no tests in test/${folder}.`);
  return runNodeTests(files, options);
};

/** A part that a phase needs is not here. */
class Missing extends Error {}

const TSC = 'typescript/bin/tsc';

/** @param {string | undefined} filter @returns {readonly Phase[]} */
const phases = (filter) => [
  {
    name: 'format',
    needs: [],
    run: whole('every file is formatted', [['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']]),
  },
  {
    name: 'lint',
    needs: [],
    run: whole('ESLint finds nothing', [['eslint/bin/eslint.js', '.', '--max-warnings', '0']]),
  },
  {
    name: 'types',
    needs: [],
    run: whole(
      'the types agree',
      [
        'tsconfig.json',
        'webview/tsconfig.json',
        'test/webview/tsconfig.json',
        'src/extension/tsconfig.json',
        'scripts/tsconfig.json',
      ].map((config) => [TSC, '--noEmit', '-p', config]),
    ),
  },
  { name: 'unit', needs: [], run: tests('unit') },
  { name: 'golden', needs: [], run: tests('golden') },
  { name: 'integration', needs: [], run: tests('integration') },
  { name: 'webview', needs: ['chromium'], run: tests('webview', { concurrency: 1 }) },
  {
    name: 'vscode',
    needs: ['chromium', 'code-server'],
    run: async () => {
      if (!existsSync(path.join(DIST, 'test', 'vscode', 'index.cjs')))
        throw new Missing('There is no suite in test/vscode.');
      const { runExtensionSuite } = await import('./lib/extension-suite.mjs');
      return runExtensionSuite({ filter, workspace: suiteWorkspace });
    },
  },
];

/** The suite's workspace: a copy of the example. @param {string} home */
function suiteWorkspace(home) {
  const folder = path.join(home, 'workspace');
  copyWorkspace(folder, true);
  return folder;
}

/** Fetches what the phases need. @param {readonly Phase[]} wanted @returns {Promise<ReadonlyMap<string, string>>} what is missing, and why */
async function setUp(wanted) {
  /** @type {Map<string, string>} */
  const missing = new Map();
  const needs = new Set(wanted.flatMap((phase) => phase.needs));
  if (needs.has('chromium')) {
    const found = await chromium();
    if (found === undefined) missing.set('chromium', `No Chromium was found. ${CHROMIUM_MEND}`);
  }
  if (needs.has('code-server')) {
    try {
      await codeServer();
    } catch (error) {
      if (!(error instanceof Told)) throw error;
      missing.set('code-server', error.message);
    }
  }
  return missing;
}

/** Runs one phase; a missing part becomes a skip, or with CI a failure. @param {Phase} phase @param {ReadonlyMap<string, string>} missing @returns {Promise<readonly Outcome[]>} */
async function outcomesOf(phase, missing) {
  const absent = (/** @type {string} */ why) => [
    {
      name: phase.name,
      file: '',
      state: STRICT ? /** @type {const} */ ('failed') : /** @type {const} */ ('skipped'),
      error: why,
    },
  ];
  const lacking = phase.needs.map((need) => missing.get(need)).find((why) => why !== undefined);
  if (lacking !== undefined) return absent(lacking);
  try {
    return await phase.run();
  } catch (error) {
    if (error instanceof Missing) return absent(error.message);
    if (error instanceof Told) return [{ name: phase.name, file: '', state: 'failed', error: error.message }];
    throw error;
  }
}

/** @param {Phase} phase @param {readonly Outcome[]} outcomes @param {number} ms */
function show(phase, outcomes, ms) {
  const counts = count(outcomes);
  say(`${counts.failed > 0 ? '✖' : counts.passed > 0 ? '✔' : '-'} ${phase.name}: ${inWords(counts)} (${seconds(ms)})`);
  for (const { name, file, state, error } of outcomes) {
    if (state === 'passed') continue;
    say(`\n  ${state}: ${name}${file === '' ? '' : ` (${file})`}`);
    if (error !== null) say(error.trimEnd().replace(/^/gmu, '    '));
  }
  if (counts.failed + counts.skipped > 0) say('');
}

async function main() {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, all: { type: 'boolean', default: false }, filter: { type: 'string' } },
  });
  const secondRun = await underNewNode();
  if (secondRun !== undefined) return secondRun;
  const known = [
    ...phases(values.filter),
    { name: 'all', needs: [], run: tests('all', { concurrency: 1, patience: 3_600_000 }) },
  ];
  const only = values.only?.split(',');
  const unknown = only?.filter((name) => !known.some((phase) => phase.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new Told(
      `There is no phase "${unknown.join('", "')}". Phases: ${known.map((phase) => phase.name).join(', ')}.`,
    );
  }
  const wanted = known.filter((phase) => only?.includes(phase.name) ?? (phase.name !== 'all' || values.all));

  endOnSignal(async () => (await import('./lib/browser.mjs')).closeBrowsers());
  await dependencies();
  const missing = await setUp(wanted);
  const { build } = await import('./build.mjs');
  await build();
  /** @type {Outcome[]} */
  const everything = [];
  for (const phase of wanted) {
    const begun = Date.now();
    const outcomes = await outcomesOf(phase, missing);
    show(phase, outcomes, Date.now() - begun);
    everything.push(...outcomes);
  }
  await endAll();
  const counts = count(everything);
  say(inWords(counts));
  return counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

await runMain(main);
