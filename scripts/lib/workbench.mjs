/**
 * Drives VS Code's workbench as a person does: palette, quick input, trees, editors, webviews.
 * The selectors are those of VS Code 1.139.
 */
import { Told } from './progress.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').FrameLocator} FrameLocator */

/** Themes by what a person calls them: their name in VS Code's list, and the class of the workbench when they are on. */
export const THEMES = /** @type {const} */ ({
  dark: { title: 'Dark Modern', className: 'vs-dark' },
  light: { title: 'Light Modern', className: 'vs' },
  'high contrast': { title: 'Dark High Contrast', className: 'hc-black' },
  'high contrast light': { title: 'Light High Contrast', className: 'hc-light' },
});

/**
 * Opens the workbench on a folder and waits until it is drawn.
 * @param {Page} page @param {string} origin @param {string} folder absolute path
 * @param {readonly (readonly [string, string])[]} [payload] the window's own options, when the server runs with its driver
 */
export async function openWorkbench(page, origin, folder, payload = []) {
  const url = new URL(origin);
  url.searchParams.set('folder', folder);
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  page.setDefaultTimeout(90_000);
  await page.goto(url.href, { timeout: 90_000 });
  await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 180_000 });
  return new Workbench(page);
}

export class Workbench {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.quickInput = page.locator('.quick-input-widget');
    this.rows = this.quickInput.locator('.monaco-list-row');
  }

  /**
   * Runs a command from the palette. The palette lists what is enabled at the moment it opens, so it is opened again when
   * a command is not there yet.
   * @param {string} title as the palette shows it, with its category
   */
  async runCommand(title) {
    // Exactly this title: "CRANE: Run Sample" must not run a command that merely resembles it.
    const row = this.exactRow(title);
    for (let left = 8; ; left--) {
      await this.page.keyboard.press('F1');
      const box = this.quickInput.locator('input.input');
      await box.waitFor({ state: 'visible' });
      await box.fill(`>${title}`);
      try {
        await row.waitFor({ timeout: 10_000 });
        break;
      } catch (error) {
        if (left === 0) throw new Told(`The palette does not offer "${title}".`, { cause: error });
        await this.page.keyboard.press('Escape');
        await this.quickInput.waitFor({ state: 'hidden' });
      }
    }
    await row.click();
  }

  /** A row of the quick input by its whole label; what follows a comma is VS Code's remark ("recently used"). @param {string} label */
  exactRow(label) {
    const quoted = JSON.stringify(label).slice(1, -1);
    const row = '.monaco-list-row';
    return this.quickInput.locator(`${row}[aria-label="${quoted}"], ${row}[aria-label^="${quoted},"]`).first();
  }

  /**
   * Waits for a quick pick whose box carries this title or placeholder, chooses a row and waits until that pick has gone on.
   * @param {string | RegExp} label text of the row
   * @param {{ filter?: string }} [options] typed into the box first
   */
  async pick(label, { filter } = {}) {
    await this.quickInput.waitFor({ state: 'visible' });
    if (filter !== undefined) await this.quickInput.locator('input.input').fill(filter);
    const row = this.rows.filter({ hasText: label }).first();
    await row.waitFor();
    await row.click();
  }

  /**
   * Types into the input box that is open and accepts it.
   * @param {string} value replaces what the box holds
   * @param {string | RegExp} title waits until the box shows this text, so that it is the right one
   */
  async answer(value, title) {
    await this.quickInput.filter({ hasText: title }).waitFor({ state: 'visible' });
    const box = this.quickInput.locator('input.input');
    await box.fill(value);
    await box.press('Enter');
  }

  /**
   * Waits until an input box that fills itself has done so, and gives its value.
   * @param {string} prompt part of the box's text while it waits @param {RegExp} filled part of its text once it is filled
   * @returns {Promise<string>} empty when no suggestion came in half a minute
   */
  async suggestion(prompt, filled) {
    await this.quickInput
      .filter({ hasText: prompt })
      .or(this.quickInput.filter({ hasText: filled }))
      .waitFor();
    const message = this.quickInput.filter({ hasText: filled });
    const came = await message.waitFor({ timeout: 30_000 }).then(
      () => true,
      () => false,
    );
    return came ? this.quickInput.locator('input.input').inputValue() : '';
  }

  /** What the quick input says and holds now; null when it is closed. */
  async quickInputText() {
    if (!(await this.quickInput.isVisible())) return null;
    return {
      title: (await this.quickInput.locator('.quick-input-title').innerText()).trim(),
      value: await this.quickInput.locator('input.input').inputValue(),
      rows: await this.rows.allInnerTexts(),
    };
  }

  /** Opens a container of the activity bar. @param {string} title */
  async openContainer(title) {
    const icon = this.page.locator(`.activitybar .action-item:has(a[aria-label^="${title}"])`);
    await icon.waitFor({ timeout: 60_000 });
    if (!(await icon.evaluate((item) => item.classList.contains('checked')))) await icon.locator('a').first().click();
  }

  /** A view's section in the side bar. @param {string} title */
  view(title) {
    return this.page.locator('.pane').filter({ has: this.page.locator(`.pane-header[aria-label^="${title}"]`) });
  }

  /** The document inside the webview of the active editor. @returns {FrameLocator} */
  webview() {
    return this.page
      .frameLocator('iframe.webview.ready:not([style*="visibility: hidden"])')
      .last()
      .frameLocator('iframe#active-frame');
  }

  /** A notification on screen by a part of its text. @param {string} text */
  notification(text) {
    return this.page.locator('.notification-toast').filter({ hasText: text }).first();
  }

  /** Dismisses every notification. */
  async clearNotifications() {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'hidden' });
  }

  /** Texts of the notifications that are on screen. */
  notifications() {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** Answers a notification. @param {string} button its label */
  async notificationButton(button) {
    await this.page.locator('.notification-toast').getByRole('button', { name: button }).first().click();
  }

  /** Changes the colour theme through the palette. @param {keyof typeof THEMES} theme */
  async setTheme(theme) {
    const { title, className } = THEMES[theme];
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.locator('input.input').fill(title);
    await this.exactRow(title).click();
    await this.quickInput.waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
    const webviews = this.page.frameLocator('iframe.webview.ready').locator('iframe#active-frame');
    for (let index = (await webviews.count()) - 1; index >= 0; index--) {
      await webviews.nth(index).contentFrame().locator(`body.${WEBVIEW_CLASSES[className]}`).waitFor();
    }
  }

  /** Takes a picture with the mouse out of the way, so that nothing is hovered. @param {string} file where the PNG goes */
  async screenshot(file) {
    const size = this.page.viewportSize();
    if (size !== null) await this.page.mouse.move(size.width / 2, size.height - 4);
    await this.page
      .locator('.workbench-hover-container, .monaco-hover:not(.hidden)')
      .first()
      .waitFor({ state: 'hidden' });
    await this.page.screenshot({ path: file });
  }
}

/** The class of a webview's body, by that of the workbench. */
const WEBVIEW_CLASSES = /** @type {const} */ ({
  'vs-dark': 'vscode-dark',
  vs: 'vscode-light',
  'hc-black': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast-light',
});
