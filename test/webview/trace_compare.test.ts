import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startBench, type Bench, type Opened } from './fixtures/page.ts';
import { followedTrace, longTrace, rejectedTrace, uneditedTrace } from './fixtures/traces.ts';

describe('the trace view with two traces side by side', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.close());

  async function comparing(): Promise<Opened> {
    const opened = await bench.open();
    await opened.send({
      type: 'state',
      state: followedTrace(bench.images),
      compare: uneditedTrace(bench.images),
      step: null,
    });
    return opened;
  }

  it('says what changed: answer, outcome, fact and reward, and leaves the rest plain', async () => {
    const { page } = await comparing();
    const rows = await page
      .locator('.change-table tbody tr')
      .evaluateAll((all) => all.map((row) => [row.className, ...[...row.children].map((cell) => cell.textContent)]));
    assert.deepEqual(rows, [
      ['changed', 'Answer', 'Ostra Hall', 'Brasenose College, changed'],
      ['changed', 'Outcome', 'Not grounded', 'Grounded success, changed'],
      ['changed', 'Edit fact', 'none used', 'Brasenose College (0.83), changed'],
      ['', 'Labels', 'none', 'none'],
      ['changed', 'Reward', '1.00 of 3', '3.00 of 3, changed'],
    ]);
  });

  it('lays each step beside its counterpart and marks the words that differ', async () => {
    const { page } = await comparing();
    const kinds = await page
      .locator('.pair')
      .evaluateAll((pairs) => pairs.map((pair) => /pair-(same|changed|added|removed)/.exec(pair.className)?.[1]));
    assert.deepEqual(kinds, ['same', 'added', 'changed', 'changed']);
    const answer = page.locator('.pair').last();
    assert.deepEqual(await answer.locator('.words').allInnerTexts(), ['Ostra Hall', 'Brasenose College']);
    assert.deepEqual(await answer.locator('.changed-span').allInnerTexts(), ['Ostra Hall', 'Brasenose College']);
    assert.match((await page.locator('.pair').nth(1).textContent()) ?? '', /Only after: /);
    assert.equal(await page.getByText('3 of 4 steps differ').isVisible(), true);
  });

  it('names the failure modes of both sides', async () => {
    const { page, send } = await bench.open();
    await send({ type: 'state', state: followedTrace(bench.images), compare: rejectedTrace(bench.images), step: null });
    assert.equal(
      await page.locator('.change-table tr', { hasText: 'Labels' }).locator('td').first().innerText(),
      'Cognitive Dissonance',
    );
  });

  it('steps from pair to pair and tells the host the step of the later trace', async () => {
    const opened = await comparing();
    for (const key of ['ArrowDown', 'ArrowDown', 'End']) await opened.press(key);
    assert.equal(await opened.page.locator('[aria-current=step]').getAttribute('aria-posinset'), '4');
    assert.deepEqual(
      (await opened.posted()).filter((message) => message.type === 'step').map((message) => message.index),
      [1, 2, 3],
    );
  });

  it('goes back to the one trace at the same step when closed, and tells the host', async () => {
    const opened = await comparing();
    await opened.press('End');
    await opened.page.getByRole('button', { name: 'Close Comparison' }).click();
    await opened.page.locator('.step[aria-current=step]:focus').waitFor();
    assert.equal(await opened.page.locator('.pair:visible').count(), 0);
    assert.equal(await opened.page.locator('.step[aria-current=step]').getAttribute('data-step'), '3');
    assert.deepEqual((await opened.posted()).at(-1), { type: 'closeCompare' });
    assert.equal(await opened.page.getByRole('button', { name: 'Compare', exact: true }).isVisible(), true);
  });

  it('comes back with both traces after a reload', async () => {
    const opened = await comparing();
    await opened.page.waitForFunction(() => (sessionStorage.getItem('vscode-state') ?? '').includes('t-unedited'));
    assert.equal((await opened.kept())?.compareId, 't-unedited');
    await opened.page.reload();
    await opened.page.locator('.pair').first().waitFor();
    assert.equal(await opened.page.locator('.pair').count(), 4);
  });

  it('holds two traces of thousands of steps with few of them in the page', async () => {
    const { page, send } = await bench.open();
    const long = longTrace(bench.images, 3000);
    await send({
      type: 'state',
      state: long,
      compare: { ...long, id: 'before', steps: long.steps.filter((_, i) => i % 9 !== 2) },
      step: null,
    });
    assert.match(
      (await page.locator('.change-summary .quiet').first().innerText()) ?? '',
      /^334 of 3000 steps differ$/,
    );
    assert.ok((await page.locator('.pair').count()) <= 200);
  });
});
