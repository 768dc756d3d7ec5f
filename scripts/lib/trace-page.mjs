/** Drives the trace view: starts runs and reads what it shows. */

import { Told } from './progress.mjs';

/** @typedef {import('./workbench.mjs').Workbench} Workbench */
/** @typedef {{ readonly segment: string, readonly roles: readonly string[], readonly text: string }} ShownStep */
/** @typedef {{ readonly phase: string, readonly steps: readonly ShownStep[], readonly answer: string, readonly labels: readonly string[] }} ShownTrace */

const ROOT = '[data-phase]';

/** The trace view of the only webview that is open. @param {Workbench} workbench */
export class TracePage {
  /** @param {Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    this.frame = workbench.webview();
    this.root = this.frame.locator(ROOT);
  }

  /**
   * Does what starts a run in a view that already shows a trace, and waits until the run has ended.
   * @param {() => Promise<unknown>} begin
   * @returns {Promise<number>} milliseconds from the moment `begin` was done to the first step on screen
   */
  async rerun(begin) {
    await this.root.evaluate((root) => {
      const seen = { began: false };
      const running = () => ['waiting', 'streaming'].includes(root.getAttribute('data-phase') ?? '');
      const observer = new MutationObserver(() => {
        if (running()) seen.began = true;
        if (!seen.began) return;
        if (!root.hasAttribute('data-first-step') && root.querySelector('.step')) {
          root.setAttribute('data-first-step', String(Date.now()));
        }
        if (running()) return;
        observer.disconnect();
        root.setAttribute('data-run-ended', '');
      });
      for (const name of ['data-run-ended', 'data-first-step']) root.removeAttribute(name);
      observer.observe(root, { attributes: true, attributeFilter: ['data-phase'], childList: true, subtree: true });
    });
    await begin();
    const begun = Date.now();
    const ended = this.frame.locator(`${ROOT}[data-run-ended]`);
    await ended.waitFor({ timeout: 120_000 });
    return Number(await ended.getAttribute('data-first-step')) - begun;
  }

  /** Waits until the trace has ended, in whichever way. */
  async ended() {
    const states = ['done', 'error', 'aborted'].map((phase) => `[data-phase=${phase}]`).join(', ');
    await this.frame.locator(states).waitFor({ timeout: 120_000 });
  }

  /**
   * Makes sure that the run went well.
   * @throws {Told} with what the view says when it did not
   */
  async assertDone() {
    const phase = await this.root.getAttribute('data-phase');
    if (phase === 'done') return;
    const said = await this.frame.locator('.banner').allInnerTexts();
    throw new Told(
      `The run ended as "${phase}". The view says: ${said.join(' ').replace(/\s+/gu, ' ').trim() || 'nothing'}`,
    );
  }

  /** Shows the trace alone when it stands beside an earlier one. */
  async closeComparison() {
    const button = this.frame.getByRole('button', { name: 'Close Comparison' });
    if ((await button.count()) > 0 && (await button.isVisible())) await button.click();
  }

  /** True when the view shows two traces side by side. */
  async comparing() {
    return (await this.frame.locator(`${ROOT}.comparing`).count()) > 0;
  }

  /**
   * What the view shows, step by step: walks through it with the arrow key, which must make each step the current one.
   * @returns {Promise<ShownTrace>}
   */
  async read() {
    await this.closeComparison();
    const phase = (await this.root.getAttribute('data-phase')) ?? '';
    /** @type {ShownStep[]} */
    const steps = [];
    const place = this.frame.locator('.stepper-place');
    const total = (await place.isVisible())
      ? Number(
          /(\d[\d,]*) steps|of (\d[\d,]*)/u
            .exec(await place.innerText())
            ?.slice(1)
            .find(Boolean)
            ?.replaceAll(',', '') ?? 0,
        )
      : 0;
    if (total > 0) await this.press('Home');
    for (let index = 0; index < total; index++) {
      await this.stepIsCurrent(index);
      steps.push(
        await this.frame.locator(`.step[data-step="${index}"]`).evaluate((item) => ({
          segment: /step-(think|answer|outside)/u.exec(item.className)?.[1] ?? '',
          roles: [...item.querySelectorAll('.chip')].map((chip) => (chip.textContent ?? '').split(',')[0] ?? ''),
          text: item.querySelector('.words')?.textContent ?? '',
        })),
      );
      if (index < total - 1) await this.press('ArrowDown');
    }
    const answer = steps
      .filter((step) => step.segment === 'answer')
      .map((step) => step.text.trim())
      .join(' ');
    return { phase, steps, answer, labels: await this.frame.locator('.label').allInnerTexts() };
  }

  /** Presses a key in the list of steps; a button that was clicked before would take Home and End for itself. @param {string} key */
  async press(key) {
    const current = this.frame.locator('.step[tabindex="0"]');
    if ((await current.count()) > 0) await current.first().focus();
    else await this.frame.locator('.step').first().click();
    await this.workbench.page.keyboard.press(key);
  }

  /** Waits until a step is the current one and in view. @param {number} index @throws {Told} when it is not in 20 s */
  async stepIsCurrent(index) {
    const current = this.frame.locator('.step[aria-current=step]');
    try {
      await this.frame.locator(`.step[aria-current=step][data-step="${index}"]`).waitFor({ timeout: 20_000 });
    } catch (error) {
      const at = (await current.count()) > 0 ? await current.getAttribute('data-step') : 'none';
      throw new Told(`Stepping through the trace: the current step is ${at} instead of ${index}.`, { cause: error });
    }
  }
}
