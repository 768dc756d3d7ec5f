import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TraceViewState } from '../../src/protocol/webview.ts';
import { startBench, type Bench, type OpenOptions, type Opened } from './fixtures/page.ts';
import { followedTrace, longTrace, rejectedTrace, spanOf } from './fixtures/traces.ts';

describe('the trace view under a person’s hands', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.close());

  async function showing(
    state: TraceViewState,
    step: number | null = null,
    options: OpenOptions = {},
  ): Promise<Opened> {
    const opened = await bench.open(options);
    await opened.send({ type: 'state', state, compare: null, step });
    return opened;
  }
  const currentStep = ({ page }: Opened): Promise<string | null> =>
    page.locator('[aria-current=step]').getAttribute('data-step');

  it('shows the question, what was run, and thinking apart from the answer', async () => {
    const { page } = await showing(followedTrace(bench.images));
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Which building can be seen here?');
    assert.equal(await page.locator('.eyebrow').innerText(), 'Conflict · image rephrase');
    assert.match(await page.locator('.meta').innerText(), /crane-tiny[\s\S]*46 tokens in 1\.24 s, first after 182 ms/);
    assert.deepEqual(await page.locator('.segment h3').allInnerTexts(), ['Thinking', 'Answer']);
    const size = (selector: string): Promise<number> =>
      page
        .locator(selector)
        .first()
        .evaluate((node) => parseFloat(getComputedStyle(node).fontSize));
    assert.ok((await size('.step-answer .words')) > (await size('.step-think .words')));
  });

  it('shows the query image and the fact’s photograph with its score and why it was used', async () => {
    const { page } = await showing(followedTrace(bench.images));
    const loaded = await page
      .locator('.picture img')
      .evaluateAll((images) =>
        images.map((image) => image instanceof HTMLImageElement && image.decode().then(() => image.naturalWidth)),
      );
    assert.equal(loaded.length, 2);
    assert.equal(await page.locator('.why').innerText(), 'Used because 0.83 ≥ θ 0.62.');
    assert.equal(
      await page
        .locator('.fact-names')
        .innerText()
        .then((text) => text.replace(/\s+/g, ' ')),
      'Ostra Hall is now Brasenose College',
    );
  });

  it('says why a fact was not used', async () => {
    const trace = followedTrace(bench.images);
    assert.ok(trace.retrieval);
    const hits = [{ factId: 'f-ostra', score: 0.41, used: false, target: 'Brasenose College' }];
    const { page } = await showing({ ...trace, facts: [], retrieval: { ...trace.retrieval, hits } });
    assert.equal(await page.locator('.why').innerText(), 'Not used: 0.41 < θ 0.62.');
    assert.equal(await page.locator('.fact h2').innerText(), 'Nearest edit fact');
  });

  it('marks the words that earned a role, the old name and the target', async () => {
    const { page } = await showing(followedTrace(bench.images));
    const second = page.locator('.step[data-step="1"]');
    assert.equal(await second.locator('.role-span.role-pivot').innerText(), 'However');
    assert.equal(await second.locator('.role-span.role-fact').innerText(), 'the edit fact says');
    assert.equal(await second.locator('.mention-target').innerText(), 'Brasenose College');
    assert.equal(await page.locator('.step[data-step="0"] .mention-old').innerText(), 'Ostra Hall');
    assert.deepEqual(await second.locator('.chip').evaluateAll((chips) => chips.map((chip) => chip.textContent)), [
      'fact, for “the edit fact says”',
      'contradiction, for “it is now Brasenose College”',
      'pivot, for “However”',
    ]);
    assert.equal(await second.locator('.chip svg').count(), 3);
  });

  it('lights the words of a role while its chip is pointed at', async () => {
    const { page } = await showing(followedTrace(bench.images));
    const second = page.locator('.step[data-step="1"]');
    await second.locator('.chip.role-pivot').hover();
    assert.equal(await second.getAttribute('data-lit'), 'pivot');
    await page.locator('h1').hover();
    assert.equal(await second.getAttribute('data-lit'), null);
  });

  it('moves step by step with the arrows and j and k, to the ends with Home and End, and tells the host', async () => {
    const opened = await showing(followedTrace(bench.images));
    const places: (string | null)[] = [];
    for (const key of ['ArrowDown', 'j', 'End', 'ArrowDown', 'k', 'ArrowUp', 'Home', 'ArrowUp']) {
      await opened.press(key);
      places.push(await currentStep(opened));
    }
    assert.deepEqual(places, ['1', '2', '3', '3', '2', '1', '0', '0']);
    const told = (await opened.posted()).flatMap((message) => (message.type === 'step' ? [message.index] : []));
    assert.deepEqual(told, [1, 2, 3, 3, 2, 1, 0, 0]);
    assert.equal(await opened.page.evaluate(() => document.activeElement?.getAttribute('data-step')), '0');
  });

  it('keeps one step in the tab order, wherever the current one is', async () => {
    const { page } = await showing(followedTrace(bench.images), 2);
    const stops = await page
      .locator('.step[tabindex="0"]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-step')));
    assert.deepEqual(stops, ['2']);
  });

  it('keeps image, fact, roles and labels in sight while stepping through a long trace', async () => {
    const opened = await showing({ ...longTrace(bench.images, 300), labels: rejectedTrace(bench.images).labels });
    await opened.press('End');
    await opened.page.waitForFunction(() => {
      const list = document.querySelector('.stream');
      return list !== null && list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
    });
    for (const selector of ['.query img', '.fact-names', '.legend', '.label', '[aria-current=step]']) {
      const box = await opened.page.locator(selector).boundingBox();
      assert.ok(box && box.y >= 0 && box.y + box.height <= 800, `${selector} is out of sight`);
    }
    assert.equal(await currentStep(opened), '299');
  });

  it('opens a long trace at the step that the host names, in sight and with the keyboard on it', async () => {
    const { page } = await showing(longTrace(bench.images, 900), 700);
    await page.locator('.step[data-step="700"]:focus').waitFor();
    await page.waitForFunction(() => {
      const box = document.querySelector('.step[data-step="700"]')?.getBoundingClientRect();
      return box !== undefined && box.top > 0 && box.bottom <= window.innerHeight;
    });
  });

  it('moves where the host says without telling it back', async () => {
    const opened = await showing(followedTrace(bench.images));
    await opened.send({ type: 'goto', step: 2 });
    assert.equal(await currentStep(opened), '2');
    assert.deepEqual(await opened.posted(), [{ type: 'ready' }]);
  });

  it('goes to the evidence of a label, lights it, and puts it out on the second click', async () => {
    const opened = await showing(rejectedTrace(bench.images), 0);
    const label = opened.page.getByRole('button', { name: /Cognitive Dissonance/ });
    assert.match(await label.innerText(), /acknowledges the edit fact, then refuses it/);
    await label.click();
    await opened.page.mouse.move(640, 780);
    await opened.drawn();
    assert.equal(await currentStep(opened), '3');
    assert.deepEqual(await opened.page.locator('mark.evidence-minus').allInnerTexts(), ['The edit fact seems wrong']);
    assert.equal(await label.getAttribute('aria-pressed'), 'true');
    await label.click();
    await opened.page.mouse.move(640, 780);
    await opened.drawn();
    assert.equal(await opened.page.locator('mark').count(), 0);
  });

  it('goes to the edit fact from a label about its retrieval, and flags no step', async () => {
    const label = {
      mode: 'false-hit' as const,
      source: 'rule',
      message: 'An edit fact was used that does not apply.',
      start: 0,
      end: 0,
      related: [],
    };
    const opened = await showing({ ...followedTrace(bench.images), labels: [label] }, 2);
    await opened.page.getByRole('button', { name: /False Hit/ }).click();
    assert.equal(await opened.page.evaluate(() => document.activeElement?.classList.contains('fact')), true);
    assert.equal(await opened.page.locator('.fact .chip.failure').innerText(), 'False Hit');
    assert.equal(await opened.page.locator('.step .chip.failure').count(), 0);
    assert.equal(await currentStep(opened), '2');
  });

  it('scrolls a long trace to a label’s evidence', async () => {
    const trace = longTrace(bench.images, 2000);
    const place = trace.steps[1500];
    assert.ok(place);
    const label = {
      mode: 'contamination' as const,
      source: 'rule 1',
      message: 'An unrelated edit was used.',
      start: place.start,
      end: place.end,
      related: [],
    };
    const opened = await showing({ ...trace, labels: [label] });
    await opened.page.getByRole('button', { name: /Contamination/ }).click();
    const row = opened.page.locator('.step[data-step="1500"]');
    await row.waitFor();
    await opened.page.waitForFunction(() => {
      const top = document.querySelector('.step[data-step="1500"]')?.getBoundingClientRect().top ?? -1;
      return top > 0 && top < window.innerHeight;
    });
    const box = await row.boundingBox();
    assert.ok(box && box.y > 0 && box.y < 800);
    assert.match(await row.locator('.chip.failure').innerText(), /Contamination/);
  });

  it('lights the passages that earned or cost a reward while its bar is hovered or focused', async () => {
    const { page, drawn } = await showing(followedTrace(bench.images));
    const reasoning = page.getByRole('button', { name: /^Reasoning/ });
    await reasoning.hover();
    await drawn();
    assert.deepEqual(await page.locator('mark.evidence-plus').allInnerTexts(), ['However', 'the edit fact says']);
    await page.locator('h1').hover();
    await drawn();
    assert.equal(await page.locator('mark').count(), 0);
    await page.getByRole('button', { name: /^Accuracy/ }).focus();
    await drawn();
    assert.deepEqual(await page.locator('mark.evidence-plus').allInnerTexts(), ['Brasenose College']);
    assert.equal(await page.locator('.reward.total .bar-value').innerText(), '3.00 / 3');
  });

  it('says a verdict in words and goes to the passage that supports it', async () => {
    const opened = await showing(rejectedTrace(bench.images), 0);
    const lines = await opened.page.locator('.finding > span').allInnerTexts();
    assert.deepEqual(lines, [
      'The output is intact.',
      'The answer does not give the edit target.',
      'The reasoning builds on the edit fact.',
      'The reasoning rejects the edit fact.',
    ]);
    await opened.page.getByRole('button', { name: '“The edit fact seems wrong”' }).click();
    await opened.drawn();
    assert.equal(await currentStep(opened), '3');
  });

  it('goes to the next step of a role from its place in the legend', async () => {
    const opened = await showing(longTrace(bench.images, 40));
    const pivot = opened.page.locator('.legend .role-pivot');
    const places: (string | null)[] = [];
    for (let i = 0; i < 3; i++) {
      await pivot.click();
      await opened.drawn();
      places.push(await currentStep(opened));
    }
    assert.deepEqual(places, ['3', '10', '17']);
  });

  it('marks schema issues in the text and where a tag is missing', async () => {
    const trace = rejectedTrace(bench.images);
    const end = trace.text.length;
    const issues = [
      { code: 'text-outside' as const, ...spanOf(trace.text, 'with its dome') },
      { code: 'missing-answer-close' as const, start: end, end },
    ];
    const { page } = await showing({
      ...trace,
      schema: { profile: 'crane', valid: false, notes: ['truncated'], issues },
    });
    assert.equal(await page.locator('.issue-span').innerText(), 'with its dome');
    assert.equal(await page.locator('.issue-span').getAttribute('title'), 'Text outside the two blocks');
    assert.equal(await page.locator('.issue-row').innerText(), '</answer> is missing');
    assert.match(await page.locator('.banner-info').innerText(), /cut off at the token limit/);
  });

  it('sends each command of the toolbar, and reaches them all with one tab stop', async () => {
    const { page, posted } = await showing(followedTrace(bench.images), 1);
    for (const name of [
      'Run Again',
      'Judge',
      'Inspect Reward',
      'Add Edit Fact',
      'Compare',
      'Open as Text',
      'Edit this fact',
    ]) {
      await page.getByRole('button', { name, exact: true }).click();
    }
    const start = followedTrace(bench.images).steps[1]?.start ?? null;
    assert.deepEqual((await posted()).slice(1), [
      { type: 'rerun' },
      { type: 'judge' },
      { type: 'reward' },
      { type: 'addFact' },
      { type: 'compareWith' },
      { type: 'openText', start },
      { type: 'editFact', id: 'f-ostra' },
    ]);
    await page.getByRole('button', { name: 'Run Again' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Inspect Reward');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Run Again');
    assert.equal(await page.locator('[role=toolbar] [tabindex="0"]').count(), 1);
  });

  it('opens the text at a step on Enter, and a picture large on click until Escape', async () => {
    const { page, posted } = await showing(followedTrace(bench.images), 2);
    await page.locator('[aria-current=step]').focus();
    await page.keyboard.press('Enter');
    assert.deepEqual((await posted()).at(-1), { type: 'openText', start: followedTrace(bench.images).steps[2]?.start });
    await page.getByRole('button', { name: 'Enlarge: Query image' }).click();
    assert.equal(await page.getByRole('dialog').isVisible(), true);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').count(), 0);
  });

  it('brings back the trace and the place after a reload, before the host has answered', async () => {
    const opened = await showing(rejectedTrace(bench.images));
    await opened.page.keyboard.press('End');
    await opened.page.waitForFunction(() => (sessionStorage.getItem('vscode-state') ?? '').includes('"step":4'));
    const kept = await opened.kept();
    assert.equal(kept?.id, 't-rejected');
    assert.equal(kept?.compareId, null);
    await opened.page.reload();
    await opened.page.locator('[aria-current=step]').waitFor();
    assert.equal(await currentStep(opened), '4');
    assert.deepEqual(await opened.posted(), [{ type: 'ready' }]);
  });

  it('starts afresh from a kept state that it cannot read', async () => {
    const opened = await bench.open();
    await opened.page.evaluate(() => sessionStorage.setItem('vscode-state', '{"version":7,"snapshot":"?"}'));
    await opened.page.reload();
    assert.equal(await opened.page.locator('.empty').textContent(), 'Waiting for the trace…');
    assert.deepEqual(opened.troubles, []);
  });

  it('keeps the place when a verdict arrives for the same trace, and starts at the first step of another', async () => {
    const opened = await showing({ ...rejectedTrace(bench.images), verdicts: [], labels: [] }, 2);
    await opened.send({ type: 'state', state: rejectedTrace(bench.images), compare: null, step: null });
    assert.equal(await currentStep(opened), '2');
    await opened.send({ type: 'state', state: followedTrace(bench.images), compare: null, step: null });
    assert.equal(await currentStep(opened), '0');
  });

  it('cuts a very long step and shows the rest when asked', async () => {
    const trace = followedTrace(bench.images);
    const long = 'word '.repeat(2000).trim();
    const text = `<think>${long}</think><answer>x</answer>`;
    const step = {
      index: 0,
      segment: 'think' as const,
      start: 7,
      end: 7 + long.length,
      text: long,
      roles: [],
      roleSpans: [],
    };
    const { page } = await showing({ ...trace, text, steps: [step], verdicts: [], rewards: null });
    assert.equal((await page.locator('.step .words').innerText()).length, 4000);
    await page.getByRole('button', { name: 'Show 5,999 more characters' }).click();
    assert.equal((await page.locator('.step .words').innerText()).length, long.length);
  });
});
