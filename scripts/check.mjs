/**
 * `npm start -- --check`: drives the product through its interface in headless VS Code, as a person would.
 *
 * The example workspace is copied without its edit facts, so that the model is unedited at first. Five seeded samples are
 * run; for each a fact with a random new name is added through the palette, and the sample is run again. The check passes
 * when at least 3 of 5 answers follow their fact, all 5 samples were answered otherwise before, and nothing else failed.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { closeBrowsers, launchBrowser } from './lib/browser.mjs';
import { CHROMIUM_MEND, chromium } from './lib/chromium.mjs';
import { OUT } from './lib/paths.mjs';
import { endAll } from './lib/processes.mjs';
import { namesIt, newName, seeded } from './lib/names.mjs';
import { Told, say, seconds, step } from './lib/progress.mjs';
import { TracePage } from './lib/trace-page.mjs';
import { openWindow } from './lib/window.mjs';
import { openWorkbench } from './lib/workbench.mjs';
import { copyWorkspace } from './lib/example-workspace.mjs';

const FOLDER = path.join(OUT, 'check');
const SAMPLES = 5;
const MUST_FOLLOW = 3;

/** @typedef {{ readonly id: string, readonly type: string, readonly probe: string, readonly factId: string | null, readonly image: string | null, readonly question: string }} Sample */
/** @typedef {Awaited<ReturnType<TracePage['read']>>} Shown */
/** @typedef {{ readonly sample: Sample, readonly oldName: string, readonly newName: string, readonly before: Shown, readonly after: Shown }} Edit */

/**
 * Five samples whose answer is the name of what the image shows, each of another entity.
 * @param {string} workspace @param {number} seed @returns {readonly Sample[]}
 */
function chooseSamples(workspace, seed) {
  const folder = path.join(workspace, '.crane', 'samples');
  /** @type {Sample[]} */
  const all = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line));
  const fitting = all.filter(
    ({ type, probe, image }) =>
      ['normal', 'conflict'].includes(type) &&
      ['rewrite', 'text_rephrase', 'image_rephrase'].includes(probe) &&
      image !== null,
  );
  const random = seeded(seed);
  const shuffled = fitting
    .map((sample) => ({ sample, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ sample }) => sample);
  const chosen = shuffled.filter((sample, at) => shuffled.findIndex((other) => other.factId === sample.factId) === at);
  if (chosen.length < SAMPLES)
    throw new Told(`examples/workspace has only ${chosen.length} samples that fit; ${SAMPLES} are needed.`);
  return chosen.slice(0, SAMPLES);
}

/**
 * Runs a sample in a view of its own.
 * @param {import('./lib/workbench.mjs').Workbench} workbench @param {Sample} sample
 */
async function runSample(workbench, sample) {
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('CRANE: Run Sample');
  await workbench.pick(sample.id, { filter: sample.id });
  const trace = new TracePage(workbench);
  await trace.ended();
  await trace.assertDone();
  return trace;
}

/**
 * Adds a fact for the picture of the trace in front, through every step of the palette's dialogue.
 * @param {import('./lib/workbench.mjs').Workbench} workbench @param {string} name
 * @returns {Promise<string>} the old name that the unedited model was asked for
 */
async function addFact(workbench, name) {
  await workbench.runCommand('CRANE: Add Edit Fact');
  await workbench.pick('Picture of the current trace');
  const oldName = await workbench.suggestion(
    'What was it called before the edit?',
    /The unedited model (calls it|gave no name)|could not be asked/u,
  );
  await workbench.answer(oldName, '(2/5)');
  await workbench.answer(name, '(3/5)');
  await workbench.answer('', '(4/5)');
  await workbench.answer('', '(5/5)');
  await workbench.notification('Edit fact added').waitFor();
  return oldName;
}

/** @param {string} heading @param {Shown} shown */
function printTrace(heading, shown) {
  say(`  ${heading}${shown.phase === 'done' ? '' : ` (${shown.phase})`}`);
  for (const { segment, roles, text } of shown.steps) {
    say(`    ${segment.padEnd(7)} ${text.trim()}${roles.length > 0 ? `  [${roles.join(', ')}]` : ''}`);
  }
  for (const label of shown.labels) say(`    label   ${label.replace(/\s+/gu, ' ').trim()}`);
}

/** @param {Edit} edit @param {number} at */
function print({ sample, oldName, newName: name, before, after }, at) {
  const { followed, otherwise } = judge({ newName: name, before, after });
  say(`\n${at + 1}. ${sample.question}  (${sample.id}: ${sample.type}, ${sample.probe})`);
  printTrace('before the edit:', before);
  say(`  edit fact: ${oldName === '' ? 'no old name' : `“${oldName}”`} → “${name}”`);
  printTrace('after the edit:', after);
  say(
    `  ${otherwise ? '✔ answered otherwise before' : '✖ did not answer otherwise before'}; ${followed ? '✔ follows the fact' : '✖ does not follow the fact'}`,
  );
}

/** @param {Pick<Edit, 'newName' | 'before' | 'after'>} edit */
function judge({ newName: name, before, after }) {
  return {
    followed: after.phase === 'done' && namesIt(after.answer, name),
    otherwise: before.phase === 'done' && before.answer !== '' && !namesIt(before.answer, name),
  };
}

/**
 * @param {{ seed: number, settings?: Readonly<Record<string, unknown>> }} options settings of the window, such as another engine
 * @returns {Promise<number>} the exit code
 * @throws {Told} when a part is missing or the interface does not do what it should
 */
export async function runCheck({ seed, settings = {} }) {
  if ((await chromium()) === undefined) throw new Told(`The check needs Chromium. ${CHROMIUM_MEND}`);
  rmSync(FOLDER, { recursive: true, force: true });
  const workspace = path.join(FOLDER, 'workspace');
  copyWorkspace(workspace, true);
  rmSync(path.join(workspace, '.crane', 'facts.jsonl'), { force: true });
  const samples = chooseSamples(workspace, seed);
  mkdirSync(FOLDER, { recursive: true });
  const home = mkdtempSync(path.join(os.tmpdir(), 'crane-check-'));
  const shot = (/** @type {string} */ name) => path.join(FOLDER, `${name}.png`);
  const begun = Date.now();
  try {
    const window = await step('Starting VS Code', () =>
      openWindow({ home, inPlace: true, settings: { 'git.enabled': false, ...settings } }),
    );
    const { page } = await launchBrowser({ width: 1600, height: 1000 });
    try {
      const workbench = await openWorkbench(page, window.origin, workspace);
      await workbench.openContainer('CRANE');
      /** @type {Edit[]} */
      const edits = [];
      for (const [at, sample] of samples.entries()) {
        const number = at + 1;
        await step(`Sample ${number} of ${SAMPLES}: run, edit, run again`, async () => {
          const trace = await runSample(workbench, sample);
          const before = await trace.read();
          await workbench.screenshot(shot(`${number}-before`));
          const name = newName();
          const oldName = await addFact(workbench, name);
          await workbench.screenshot(shot(`${number}-fact-added`));
          await workbench.clearNotifications();
          await trace.rerun(() => workbench.runCommand('CRANE: Run Again'));
          await trace.assertDone();
          await workbench.page.waitForTimeout(500);
          if (await trace.comparing()) await workbench.screenshot(shot(`${number}-before-and-after`));
          const after = await trace.read();
          await workbench.screenshot(shot(`${number}-after`));
          edits.push({ sample, oldName, newName: name, before, after });
        });
      }
      await step('Looking at the trace in every theme, and as text', async () => {
        for (const theme of /** @type {const} */ (['light', 'high contrast', 'dark'])) {
          await workbench.setTheme(theme);
          await workbench.screenshot(shot(`theme-${theme.replaceAll(' ', '-')}`));
        }
        await workbench.runCommand('CRANE: Open Trace as Text');
        await page.locator('.monaco-editor .view-line').first().waitFor();
        await workbench.screenshot(shot('trace-as-text'));
      });
      edits.forEach(print);
      const followed = edits.filter((edit) => judge(edit).followed).length;
      const otherwise = edits.filter((edit) => judge(edit).otherwise).length;
      const passed = followed >= MUST_FOLLOW && otherwise === SAMPLES;
      say(
        `\n${followed} of ${SAMPLES} follow their fact (at least ${MUST_FOLLOW} must); ${otherwise} of ${SAMPLES} answered otherwise before (all must).`,
      );
      say(`Screenshots: ${path.relative(process.cwd(), FOLDER) || '.'}. ${seconds(Date.now() - begun)}.`);
      say(passed ? 'The check passed.' : 'The check FAILED.');
      return passed ? 0 : 1;
    } catch (error) {
      await page.screenshot({ path: shot('failed') });
      say(`What the window showed then: ${path.relative(process.cwd(), shot('failed'))}`);
      throw error;
    }
  } finally {
    await closeBrowsers();
    await endAll();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
