/**
 * How long a person waits (issue numbers in brackets): `npm start` to a usable window (≤ 20 s), the extension's activation
 * (≤ 100 ms), and a warm run to its first step on screen (≤ 500 ms). Dependencies must be installed; Linux only.
 *
 *   node perf/startup.mjs [--runs N]      medians over N runs (default 3); JSON in out/perf/startup.json
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { closeBrowsers, launchBrowser } from '../scripts/lib/browser.mjs';
import { OUT, ROOT } from '../scripts/lib/paths.mjs';
import { endAll, endOnSignal, environment, start } from '../scripts/lib/processes.mjs';
import { Told, runMain, say } from '../scripts/lib/progress.mjs';
import { TracePage } from '../scripts/lib/trace-page.mjs';
import { freePort } from '../scripts/lib/window.mjs';
import { openWorkbench } from '../scripts/lib/workbench.mjs';

/** Milliseconds. */
const TARGETS = {
  'npm start to a usable window': 20_000,
  'activation of the extension': 100,
  'warm run to the first step on screen': 500,
};

/** @typedef {keyof typeof TARGETS} Measure */

/** Starts `npm start` and waits for the address it prints. @param {number} port */
function address(port) {
  const child = start('npm', ['start', '--silent', '--', '--port', String(port)], {
    cwd: ROOT,
    env: environment({ PATH: process.env['PATH'] }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((/** @type {(url: string) => void} */ resolve, reject) => {
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      const found = /http:\/\/127\.0\.0\.1:\S+/u.exec(output);
      if (found !== null && output.endsWith('\n')) resolve(found[0]);
    });
    child.once('close', () => reject(new Told(`npm start ended before it printed an address.\n${output}`)));
  });
}

/** Milliseconds of activation as VS Code measured them. @param {import('../scripts/lib/workbench.mjs').Workbench} workbench */
async function activation(workbench) {
  await workbench.runCommand('Developer: Show Running Extensions');
  const row = workbench.page
    .locator('.runtime-extensions-editor .monaco-list-row')
    .filter({ hasText: 'CRANE' })
    .first();
  await row.waitFor();
  const shown = /Activation: (?:(\d+)ms|(\d+)ms \(Startup\))/u.exec(await row.innerText());
  if (shown === null) throw new Told(`VS Code shows no activation time for CRANE: ${await row.innerText()}`);
  return Number(shown[1] ?? shown[2]);
}

/** The id of a sample with an image. @param {string} workspace */
function sampleId(workspace) {
  const folder = path.join(workspace, '.crane', 'samples');
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean),
  );
  const sample = lines.map((line) => JSON.parse(line)).find(({ image }) => image !== null);
  if (sample === undefined) throw new Told('The example workspace has no sample with an image.');
  return sample.id;
}

/** @returns {Promise<Record<Measure, number>>} milliseconds */
async function measure() {
  const begun = Date.now();
  const url = new URL(await address(await freePort()));
  const folder = url.searchParams.get('folder') ?? '';
  const { page } = await launchBrowser();
  const workbench = await openWorkbench(page, url.origin, folder);
  await workbench.openContainer('CRANE');
  await workbench.view('Samples').locator('.monaco-list-row').first().waitFor();
  const usable = Date.now() - begun;
  await workbench.runCommand('CRANE: Run Sample');
  const id = sampleId(folder);
  await workbench.pick(id, { filter: id });
  const trace = new TracePage(workbench);
  await trace.ended();
  const first = await trace.rerun(() => workbench.runCommand('CRANE: Run Again'));
  // Last, because VS Code shows the list of running extensions in a dialog that covers the palette.
  const activated = await activation(workbench);
  await closeBrowsers();
  const stubborn = await endAll();
  if (stubborn.length > 0) throw new Told(`npm start left processes behind: ${stubborn.join(', ')}`);
  return {
    'npm start to a usable window': usable,
    'activation of the extension': activated,
    'warm run to the first step on screen': first,
  };
}

/** @param {readonly number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function main() {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });
  endOnSignal(closeBrowsers);
  /** @type {Record<Measure, number>[]} */
  const all = [];
  for (let run = 0; run < Number(values.runs); run++) all.push(await measure());
  let met = true;
  const result = Object.entries(TARGETS).map(([name, target]) => {
    const times = all.map((one) => one[/** @type {Measure} */ (name)]);
    const ms = median(times);
    met &&= ms <= target;
    say(`${ms <= target ? '✔' : '✖'} ${name}: ${ms} ms (target ${target} ms; ${times.join(', ')})`);
    return { name, ms, target, times };
  });
  const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, load: os.loadavg(), node: process.version };
  mkdirSync(path.join(OUT, 'perf'), { recursive: true });
  writeFileSync(path.join(OUT, 'perf', 'startup.json'), `${JSON.stringify({ machine, result }, null, 2)}\n`);
  return met ? 0 : 1;
}

await runMain(async () => {
  try {
    return await main();
  } finally {
    await closeBrowsers();
    await endAll();
  }
});
