import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { TraceViewState } from '../../src/protocol/webview.ts';
import { startBench, type Bench } from './fixtures/page.ts';
import type { ThemeName } from './fixtures/themes.ts';
import { followedTrace, rejectedTrace, streamingTrace, uneditedTrace, waitingTrace } from './fixtures/traces.ts';

interface Scene {
  readonly name: string;
  readonly state: TraceViewState;
  readonly compare: TraceViewState | null;
}

/** Serious and critical findings of axe, as one line each. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const runner = (
      window as unknown as {
        axe: {
          run: (options: object) => Promise<{
            violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
          }>;
        };
      }
    ).axe;
    const { violations: found } = await runner.run({ resultTypes: ['violations'] });
    return found.map(({ id, impact, nodes }) => ({
      id,
      impact,
      at: nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | '),
    }));
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, at }) => `${id}: ${at}`);
}

describe('the trace view for everyone', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.close());

  function scenes(): readonly Scene[] {
    const { images } = bench;
    const broken = rejectedTrace(images);
    const end = broken.text.length;
    const failed: TraceViewState = {
      ...broken,
      phase: 'error',
      error: { message: 'The server stopped.', mend: 'Start it again.' },
      notices: [{ code: 'outside-world', message: 'This photograph is outside the model’s world.' }],
      schema: {
        profile: 'crane',
        valid: false,
        notes: ['truncated'],
        issues: [{ code: 'missing-answer-close', start: end, end }],
      },
    };
    return [
      { name: 'a finished trace', state: followedTrace(images), compare: null },
      { name: 'a failed run with labels', state: failed, compare: null },
      { name: 'a run that waits', state: waitingTrace(images), compare: null },
      { name: 'a streaming run', state: streamingTrace(followedTrace(images), 90), compare: null },
      { name: 'a comparison', state: followedTrace(images), compare: uneditedTrace(images) },
    ];
  }

  for (const theme of [
    'dark',
    'light',
    'high-contrast',
    'high-contrast-light',
  ] as const satisfies readonly ThemeName[]) {
    it(`has no serious accessibility finding in the ${theme} theme`, async () => {
      const { page, send } = await bench.open({ theme });
      for (const { name, state, compare } of scenes()) {
        await send({ type: 'state', state, compare, step: null });
        assert.deepEqual(await seriousFindings(page), [], name);
      }
    });
  }

  it('has no serious accessibility finding in a narrow panel, with the findings open', async () => {
    const { page, send } = await bench.open({ width: 400, height: 860 });
    await send({ type: 'state', state: rejectedTrace(bench.images), compare: null, step: null });
    const summary = page.getByRole('button', { name: /^Not grounded, reward 1\.00/ });
    await summary.click();
    assert.equal(await summary.getAttribute('aria-expanded'), 'true');
    assert.equal(await page.getByRole('heading', { name: 'Verdict' }).isVisible(), true);
    assert.deepEqual(await seriousFindings(page), []);
  });

  it('fits panels from 320 to 2000 pixels wide without scrolling sideways, the steps in sight', async () => {
    for (const width of [320, 400, 641, 960, 1121, 2000]) {
      const { page, send } = await bench.open({ width, height: 800 });
      for (const { name, state, compare } of scenes()) {
        await send({ type: 'state', state, compare, step: null });
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(overflow <= 0, `${name} at ${width} pixels is ${overflow} pixels too wide`);
      }
      await send({ type: 'state', state: followedTrace(bench.images), compare: null, step: 0 });
      const list = await page.locator('.stream').first().boundingBox();
      assert.ok(list && list.height >= 120, `only ${list?.height ?? 0} pixels of steps at ${width}`);
    }
  });

  it('has landmarks, one first heading, and no heading level left out', async () => {
    const { page, send } = await bench.open();
    await send({ type: 'state', state: followedTrace(bench.images), compare: null, step: null });
    for (const name of ['Image and edit fact', 'Reasoning', 'Verdicts and rewards']) {
      assert.equal(await page.getByRole('region', { name }).count(), 1, name);
    }
    assert.equal(await page.getByRole('banner').count(), 1);
    assert.equal(await page.getByRole('main').count(), 1);
    const levels = await page
      .getByRole('heading')
      .evaluateAll((all) => all.map((heading) => Number(heading.tagName.slice(1))));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    levels.forEach((level, i) => assert.ok(i === 0 || level - (levels[i - 1] ?? 1) <= 1, levels.join(' ')));
  });

  it('reaches every control by the tab key and shows where the keyboard is', async () => {
    const { page, send } = await bench.open();
    await send({ type: 'state', state: rejectedTrace(bench.images), compare: null, step: 0 });
    const reached: string[] = [];
    // The keyboard may start on the current step: go on from the last control to the first, once.
    let wrapped = false;
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const node = document.activeElement;
        if (!node || node === document.body) return null;
        const box = node.shadowRoot?.querySelector('.base') ?? node;
        const style = getComputedStyle(box);
        return {
          name: node.getAttribute('aria-label') ?? node.textContent?.trim() ?? '',
          outlined: style.outlineStyle !== 'none' && style.outlineWidth !== '0px',
        };
      });
      if (!stop) {
        if (wrapped) break;
        wrapped = true;
        continue;
      }
      assert.ok(stop.outlined, `${stop.name} shows no focus`);
      reached.push(stop.name);
    }
    for (const name of [
      'Run Again',
      'Enlarge: Query image',
      'Edit this fact',
      'Cognitive Dissonance',
      'Next step',
      'visual',
      '“The edit fact seems wrong”',
      'Reasoning',
      'Prompt',
    ]) {
      assert.ok(
        reached.some((stop) => stop.includes(name)),
        `${name} was not reached: ${reached.join(' · ')}`,
      );
    }
    assert.equal(
      reached.filter((stop) => ['Judge', 'Compare'].includes(stop)).length,
      0,
      'the toolbar is one tab stop',
    );
  });

  it('keeps still for people who asked for less motion, by system or by VS Code', async () => {
    const state = streamingTrace(followedTrace(bench.images), 90);
    const moving = (page: Page): Promise<readonly string[]> =>
      page.evaluate(() => {
        const parts = [document, document.querySelector('vscode-progress-bar')?.shadowRoot];
        return parts
          .flatMap((part) => part?.getAnimations() ?? [])
          .map((a) => (a instanceof CSSAnimation ? a.animationName : a.id));
      });
    const still = await bench.open({ reducedMotion: true });
    await still.send({ type: 'state', state, compare: null, step: null });
    assert.deepEqual(await moving(still.page), []);
    const lively = await bench.open();
    await lively.send({ type: 'state', state, compare: null, step: null });
    assert.equal((await moving(lively.page)).length, 2);
    await lively.page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
    assert.deepEqual(await moving(lively.page), []);
  });

  it('keeps bars, icons and the current step visible with forced colours', async () => {
    const { page, send } = await bench.open({ forcedColors: true, theme: 'high-contrast' });
    await send({ type: 'state', state: rejectedTrace(bench.images), compare: null, step: 1 });
    const seen = await page.evaluate(() => {
      const ground = getComputedStyle(document.body).backgroundColor;
      const of = (selector: string, property: 'backgroundColor' | 'color' | 'outlineStyle'): string | undefined => {
        const node = document.querySelector(selector);
        return node ? getComputedStyle(node)[property] : undefined;
      };
      return {
        bar: of('.bar-fill', 'backgroundColor') !== ground,
        scale: of('.scale-fill', 'backgroundColor') !== ground,
        icon: of('.card-head .icon', 'color') !== ground,
        current: of('[aria-current=step]', 'outlineStyle'),
      };
    });
    assert.deepEqual(seen, { bar: true, scale: true, icon: true, current: 'solid' });
  });

  it('draws every colour from the theme', async () => {
    const { page, send } = await bench.open({ theme: 'light' });
    await send({ type: 'state', state: followedTrace(bench.images), compare: null, step: null });
    const before = await page.locator('h1').evaluate((node) => getComputedStyle(node).color);
    await page.evaluate(() => document.documentElement.style.setProperty('--vscode-foreground', 'rgb(1, 2, 3)'));
    assert.notEqual(before, 'rgb(1, 2, 3)');
    assert.equal(await page.locator('h1').evaluate((node) => getComputedStyle(node).color), 'rgb(1, 2, 3)');
    const literal = await page.evaluate(() =>
      [...document.styleSheets]
        .flatMap((sheet) => [...sheet.cssRules])
        .flatMap((rule) => rule.cssText.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi) ?? []),
    );
    assert.deepEqual(literal, []);
  });
});
