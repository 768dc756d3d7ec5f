/** Headless Chromium through playwright-core, with a profile of its own that is removed afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CHROMIUM_FLAGS, CHROMIUM_MEND, findChromium } from './chromium.mjs';
import { Told } from './progress.mjs';

/** Browsers not yet closed. @type {Set<() => Promise<void>>} */
const open = new Set();

/**
 * Starts Chromium. Requests to any host but 127.0.0.1 fail.
 * @param {{ width?: number, height?: number }} [size] of the page, in CSS pixels
 * @returns {Promise<{ page: import('playwright-core').Page, context: import('playwright-core').BrowserContext, close: () => Promise<void> }>}
 * @throws {Told} when there is no Chromium
 */
export async function launchBrowser({ width = 1440, height = 900 } = {}) {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Told(`No Chromium was found. ${CHROMIUM_MEND}`);
  const { chromium } = await import('playwright-core');
  const profile = mkdtempSync(path.join(os.tmpdir(), 'crane-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width, height },
    args: [...CHROMIUM_FLAGS],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const close = async () => {
    open.delete(close);
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  open.add(close);
  return { page: context.pages()[0] ?? (await context.newPage()), context, close };
}

/** Closes every browser still open. */
export async function closeBrowsers() {
  await Promise.all([...open].map((close) => close()));
}
