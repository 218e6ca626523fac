// What each browser's driver does for tests: a fresh page, and word of its loss.
import { installDriver } from '../../browser/install.mjs';
import { turns } from '../../browser/turns.mjs';
import { launchWebkit } from '../../browser/webkit.mjs';

/** @returns {Promise<import('./pages.mjs').Browser>} @throws {Error} when there is none or it does not start */
export async function openChromium() {
  installDriver();
  const { launchChromium } = await import('../../browser/launch.mjs');
  const browser = await launchChromium();
  const open = async (url, ear) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.exposeFunction('overrideQuota', quotaOf(page, new URL(url).origin));
    page.on('console', (message) => ear.print(message.text()));
    page.on('crash', () => ear.lose('crashed its page'));
    page.on('close', () => ear.lose('lost its browser'));
    await page.goto(url);
    return () => context.close();
  };
  return { version: browser.version(), open, close: () => browser.close() };
}

/** @returns {Promise<import('./pages.mjs').Browser>} @throws {Error} when there is none or it does not start */
export async function openFirefox() {
  installDriver();
  const { launchFirefox } = await import('../../browser/firefox.mjs');
  const browser = await launchFirefox();
  // It forgets a page that it opens while it closes another: one at a time.
  const inTurn = turns();
  const open = async (url, ear) => {
    const { context, page } = await inTurn(() => newPage(browser));
    page.on('console', (message) => ear.print(message.text()));
    page.on('error', (error) => ear.lose('crashed its page', error.message));
    page.on('close', () => ear.lose('lost its browser'));
    await page.goto(url);
    return () => inTurn(() => context.close());
  };
  const version = (await browser.version()).replace(/^.*\//, '');
  return { version, open, close: () => browser.close() };
}

async function newPage(browser) {
  const context = await browser.createBrowserContext();
  // Of several tabs of a window one is shown, and the others draw no frames.
  return { context, page: await context.newPage({ type: 'window' }) };
}

/** @returns {Promise<import('./pages.mjs').Browser>} @throws {Error} when there is none or it does not start */
export async function openWebkit() {
  const webkit = await launchWebkit();
  const idle = [];
  const open = async (url, ear) => {
    const running = idle.pop() ?? (await webkit.start());
    running.ended.then(() => ear.lose('lost its browser'));
    await running.session.navigate(url);
    // It takes a second to start, and the next page is of another origin. One whose page may still run is of no use.
    return async (problem) => {
      if (problem !== undefined) return running.close();
      await running.session.navigate('about:blank').then(() => idle.push(running), running.close);
    };
  };
  const close = async () => {
    await Promise.all(idle.map((running) => running.close()));
    await webkit.close();
  };
  return { version: webkit.version, open, close };
}

/** What a test calls as `overrideQuota(bytes)`: how much its origin may keep; null for what the browser gives. */
function quotaOf(page, origin) {
  let session;
  return async (quotaSize) => {
    // It lasts as long as the session.
    session ??= await page.context().newCDPSession(page);
    const quota = quotaSize === null ? {} : { quotaSize };
    await session.send('Storage.overrideQuotaForOrigin', { origin, ...quota });
  };
}
