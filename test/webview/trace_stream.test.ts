import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TraceViewState } from '../../src/protocol/webview.ts';
import { startBench, type Bench, type Opened } from './fixtures/page.ts';
import { followedTrace, streamingTrace, waitingTrace } from './fixtures/traces.ts';

/** The patch that leads from `shown` characters of a trace to `upTo`. */
function patch(whole: TraceViewState, shown: number, upTo: number): object {
  const stepsFrom = Math.max(0, streamingTrace(whole, shown).steps.length - 1);
  const next = streamingTrace(whole, upTo);
  const text = whole.text.slice(shown, upTo);
  return { type: 'stream', from: shown, text, stepsFrom, steps: next.steps.slice(stepsFrom), labels: [], schema: null };
}

describe('the trace view while a model writes', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.close());

  const state = (of: TraceViewState): object => ({ type: 'state', state: of, compare: null, step: null });
  async function streaming(characters: number): Promise<Opened> {
    const opened = await bench.open();
    await opened.send(state(streamingTrace(followedTrace(bench.images), characters)));
    return opened;
  }

  it('says that it is ready once, and that it waits for the trace', async () => {
    const { page, posted } = await bench.open();
    assert.deepEqual(await posted(), [{ type: 'ready' }]);
    assert.equal(await page.locator('.empty').textContent(), 'Waiting for the trace…');
  });

  it('shows a run that waits for the model, with its notices and a way to stop it', async () => {
    const { page, send, posted } = await bench.open();
    const notice = { code: 'outside-world', message: 'This photograph is outside the bundled model’s world.' };
    await send(state({ ...waitingTrace(bench.images), notices: [notice] }));
    assert.match((await page.locator('.empty').textContent()) ?? '', /^Waiting for the model\./);
    assert.equal(await page.locator('.banner-warning').innerText(), notice.message);
    assert.equal(await page.getByRole('progressbar').isVisible(), true);
    await page.getByRole('button', { name: 'Stop' }).click();
    assert.deepEqual((await posted()).at(-1), { type: 'stop' });
  });

  it('writes patch by patch to the same page as the whole trace at once', async () => {
    const whole = followedTrace(bench.images);
    const { page, send, troubles } = await streaming(0);
    for (let at = 0; at < whole.text.length; at += 13)
      await send(patch(whole, at, Math.min(at + 13, whole.text.length)));
    const words = await page.locator('.step .words').allInnerTexts();
    assert.deepEqual(
      words.map((text) => text.trim()),
      whole.steps.map((step) => step.text),
    );
    const chips = await page.locator('.step .chip').allInnerTexts();
    assert.deepEqual(troubles, []);
    const atOnce = await bench.open();
    await atOnce.send(state({ ...streamingTrace(whole, whole.text.length) }));
    assert.deepEqual(chips, await atOnce.page.locator('.step .chip').allInnerTexts());
  });

  it('takes a burst of patches within one frame and loses none', async () => {
    const whole = followedTrace(bench.images);
    const { page } = await streaming(0);
    const patches = Array.from({ length: whole.text.length }, (_, at) => patch(whole, at, at + 1));
    await page.evaluate((all) => {
      for (const data of all) window.dispatchEvent(new MessageEvent('message', { data }));
    }, patches);
    await page.locator('.step-answer', { hasText: 'Brasenose College' }).waitFor();
    assert.equal(await page.locator('.step').count(), whole.steps.length);
  });

  it('follows the newest step with a caret at its end until the person moves, and again when asked to', async () => {
    const whole = followedTrace(bench.images);
    const { page, send, posted, press, drawn } = await streaming(90);
    assert.equal(await page.locator('.step.current').getAttribute('data-step'), '1');
    assert.equal(await page.locator('.step.current .caret').count(), 1);
    await press('ArrowUp');
    assert.equal(await page.locator('.step.current').getAttribute('data-step'), '0');
    await send(patch(whole, 90, 130));
    assert.equal(await page.locator('.step.current').getAttribute('data-step'), '0');
    await page.getByRole('button', { name: 'Newest step' }).click();
    await drawn();
    await send(patch(whole, 130, 135));
    assert.equal(await page.locator('.step.current').getAttribute('data-step'), '2');
    assert.deepEqual(
      (await posted()).filter((message) => message.type === 'step'),
      [{ type: 'step', index: 0 }],
    );
  });

  it('asks for the whole trace when a patch is missing, and says so', async () => {
    const { page, send, posted } = await streaming(40);
    await send(patch(followedTrace(bench.images), 60, 80));
    assert.match(await page.locator('.banner-error').innerText(), /A piece of the stream is missing/);
    assert.equal((await posted()).filter((message) => message.type === 'ready').length, 2);
    await send(state(streamingTrace(followedTrace(bench.images), 80)));
    assert.equal(await page.locator('.step').count(), 2);
  });

  it('shows a message that it cannot read instead of swallowing it, and goes on', async () => {
    const { page, send } = await streaming(40);
    await send({ type: 'state', state: { phase: 'dancing' }, compare: null, step: null });
    assert.match(await page.locator('.banner-error').innerText(), /could not be read \(state\.phase/);
    await send('not even an object');
    assert.equal(await page.locator('.banner-error').count(), 2);
    await page.getByRole('button', { name: 'Dismiss' }).first().click();
    assert.equal(await page.locator('.banner-error').count(), 1);
    await send(patch(followedTrace(bench.images), 40, 80));
    assert.equal(await page.locator('.step').count(), 2);
  });

  it('keeps the place and shows the verdict when the run ends', async () => {
    const { page, send, press } = await streaming(130);
    await press('Home');
    await send(state(followedTrace(bench.images)));
    assert.equal(await page.locator('.step.current').getAttribute('data-step'), '0');
    assert.equal(
      await page
        .locator('.outcome')
        .innerText()
        .then((text) => text.includes('Grounded success')),
      true,
    );
    assert.equal(await page.locator('.caret').count(), 0);
    assert.equal(await page.getByRole('progressbar').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Run Again' }).isVisible(), true);
  });

  it('ends at the answer for who follows the newest step, even when the host remembers an older place', async () => {
    const { page, send, press, drawn } = await streaming(130);
    await press('Home');
    await page.getByRole('button', { name: 'Newest step' }).click();
    await drawn();
    await send({ type: 'state', state: followedTrace(bench.images), compare: null, step: 0 });
    assert.equal(await page.locator('.step.current').getAttribute('data-step'), '3');
  });

  it('says what went wrong and how to mend it, and offers to run again', async () => {
    const { page, send, posted } = await bench.open();
    const error = { message: 'The server stopped while the model was writing.', mend: 'Start it from the status bar.' };
    await send(state({ ...streamingTrace(followedTrace(bench.images), 90), phase: 'error', error }));
    const alert = page.getByRole('alert').filter({ hasText: error.message });
    assert.match(await alert.innerText(), /Start it from the status bar\./);
    await alert.getByRole('button', { name: 'Run Again' }).click();
    assert.deepEqual((await posted()).at(-1), { type: 'rerun' });
    assert.equal(await page.locator('.step').count(), 2);
  });

  it('shows what a stopped run had written, and that it was stopped', async () => {
    const { page, send } = await bench.open();
    await send(state({ ...streamingTrace(followedTrace(bench.images), 90), phase: 'aborted', finishReason: 'abort' }));
    assert.equal(await page.locator('.phase').innerText(), 'Stopped');
    assert.equal(await page.locator('.step').count(), 2);
    assert.equal(await page.locator('.caret').count(), 0);
  });

  it('tells a screen reader each complete step politely, then how it ended', async () => {
    const whole = followedTrace(bench.images);
    const { page, send } = await streaming(30);
    const region = page.locator('[role=status]');
    assert.equal(await region.getAttribute('aria-live'), 'polite');
    await send(patch(whole, 30, 80));
    await page.waitForFunction(() =>
      document.querySelector('[role=status]')?.textContent?.startsWith('Thinking, step 1: The image shows'),
    );
    assert.match((await region.textContent()) ?? '', /Roles: visual\.$/);
    await send(patch(whole, 80, whole.text.length));
    await send(state(whole));
    await page.waitForFunction(() => document.querySelector('[role=status]')?.textContent?.startsWith('Done.'));
    assert.equal(await region.textContent(), 'Done. Answer: Brasenose College.');
  });
});
