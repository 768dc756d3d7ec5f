import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startBench, type Bench, type Opened } from './fixtures/page.ts';
import { longTrace } from './fixtures/traces.ts';

const STEPS = 100_000;
const MOST_NODES = 200;

describe('the trace view with 100,000 steps', () => {
  let bench: Bench;
  let opened: Opened;
  before(async () => {
    bench = await startBench();
    opened = await bench.open();
    // Written in the page itself: sending so much through the test's own wire would only test the wire.
    await opened.page.evaluate(
      ({ base, count }) => {
        const [model] = base.steps;
        if (!model) throw new Error('The model trace has no step.');
        const length = model.text.length + 1;
        const steps = Array.from({ length: count }, (_, index) => {
          const start = model.start + index * length;
          const roles = index % 1000 === 999 ? ['pivot'] : [];
          const text = `${model.text.slice(0, -7)} ${String(index).padStart(6, '0')}`;
          return {
            ...model,
            index,
            start,
            end: start + text.length,
            text,
            roles,
            roleSpans: roles.map((role) => ({ role, start, end: start + 7 })),
          };
        });
        const text = `<think>${steps.map((step) => step.text).join(' ')}`;
        const data = {
          type: 'state',
          state: { ...base, id: 't-100k', phase: 'streaming', text, steps },
          compare: null,
          step: 0,
        };
        window.dispatchEvent(new MessageEvent('message', { data }));
      },
      { base: longTrace(bench.images, 2), count: STEPS },
    );
    await opened.page.locator('.step[data-step="0"]').waitFor();
  });
  after(() => bench.close());

  const nodes = (): Promise<number> => opened.page.locator('.virtual-scroller [role=listitem]').count();

  it('keeps at most 200 of them in the page, at the start, in the middle and at the end', async () => {
    const { page, press } = opened;
    assert.ok((await nodes()) <= MOST_NODES);
    await press('End');
    await page.locator(`.step[data-step="${STEPS - 1}"][aria-current=step]`).waitFor();
    assert.ok((await nodes()) <= MOST_NODES);
    assert.equal(await page.locator('.stepper-place').innerText(), 'Step 100,000 of 100,000');
    await page
      .getByRole('list', { name: 'Steps', exact: true })
      .evaluate((list) => list.scrollTo(0, list.scrollHeight / 2));
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.step')].some(
        (row) => Math.abs(Number(row.getAttribute('data-step')) - 50_000) < 1000,
      ),
    );
    assert.ok((await nodes()) <= MOST_NODES);
    await press('Home');
    await page.locator('.step[data-step="0"][aria-current=step]').waitFor();
  });

  it('scrolls from end to end with words in every window and never too many nodes', async () => {
    const { page } = opened;
    const worst = await page.evaluate(async () => {
      const list = document.querySelector('.stream');
      if (!list) throw new Error('There is no list.');
      let most = 0;
      let emptyWindows = 0;
      for (let i = 0; i <= 60; i++) {
        list.scrollTo(0, (list.scrollHeight * i) / 60);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        most = Math.max(most, list.querySelectorAll('[role=listitem]').length);
        const { top, bottom } = list.getBoundingClientRect();
        const seen = [...list.querySelectorAll('.step')].some((row) => {
          const box = row.getBoundingClientRect();
          return box.bottom > top && box.top < bottom;
        });
        if (!seen) emptyWindows++;
      }
      return { most, emptyWindows };
    });
    assert.ok(worst.most <= MOST_NODES, `${worst.most} nodes`);
    assert.equal(worst.emptyWindows, 0);
  });

  it('takes further patches and shows the newest step on demand', async () => {
    const { page, drawn } = opened;
    await page.evaluate(async () => {
      const text = ' A new thought.';
      for (let i = 0; i < 40; i++) {
        const index = 100_000 + i;
        const data = {
          type: 'stream',
          from: 0,
          text: '',
          steps: [
            {
              index,
              segment: 'think',
              start: 20_000_000 + i * 20,
              end: 20_000_000 + i * 20 + text.length,
              text,
              roles: [],
              roleSpans: [],
            },
          ],
          stepsFrom: index,
          labels: [],
          schema: null,
        };
        window.dispatchEvent(new MessageEvent('message', { data }));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
    await page.getByRole('button', { name: 'Newest step' }).click();
    await drawn();
    await page.locator('.step[data-step="100039"]').waitFor();
    assert.equal(await page.locator('.stepper-place').innerText(), 'Step 100,040 of 100,040');
    assert.ok((await nodes()) <= MOST_NODES);
    assert.deepEqual(opened.troubles, []);
  });
});
