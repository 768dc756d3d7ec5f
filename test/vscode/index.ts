import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** One test's outcome, as `npm test` reads it from the file named by CRANE_TEST_RESULTS. */
interface TestOutcome {
  readonly name: string;
  readonly file: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly error: string | null;
}

/**
 * VS Code calls this inside the extension host. Runs every `*.test.cjs` beside this file and writes the outcomes as JSON
 * to CRANE_TEST_RESULTS. Rejects when a test failed, which gives the window's exit code.
 */
export async function run(): Promise<void> {
  const resultsFile = process.env['CRANE_TEST_RESULTS'];
  if (resultsFile === undefined) throw new Error('CRANE_TEST_RESULTS names no file for the results.');
  const only = process.env['CRANE_TEST_FILTER'];
  const outcomes: TestOutcome[] = [];
  class OutcomeRecorder extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      runner.on('pass', (test) => outcomes.push(outcome(test, 'passed')));
      runner.on('fail', (test, error) => outcomes.push(outcome(test, 'failed', error)));
      runner.on('pending', (test) => outcomes.push(outcome(test, 'skipped')));
    }
  }
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: OutcomeRecorder, ...(only ? { grep: only } : {}) });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, name));
  }
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  writeFileSync(resultsFile, JSON.stringify(outcomes));
  if (failures > 0) throw new Error(`${failures} test(s) failed.`);
}

function outcome(test: Mocha.Runnable, state: TestOutcome['state'], error?: unknown): TestOutcome {
  const told = error === undefined ? null : error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { name: test.fullTitle(), file: path.basename(test.file ?? ''), state, error: told };
}
