// A Chromium that a test of Node drives, and what a page in it did that it should not have.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** As much of playwright-core as is used here: its own types are installed with the browser alone. */
export interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<T>(run: (() => T | Promise<T>) | string): Promise<T>;
  evaluate<T, A>(run: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  waitForFunction<A>(
    run: ((argument: A) => unknown) | string,
    argument?: A,
    options?: { timeout?: number; polling?: number },
  ): Promise<unknown>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  url(): string;
  on(event: string, listener: (value: never) => void): void;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  readonly mouse: {
    move(x: number, y: number, options?: { steps?: number }): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
  };
  locator(selector: string): Locator;
  waitForEvent(name: 'download'): Promise<{ suggestedFilename(): string; path(): Promise<string> }>;
}

export interface Locator {
  first(): Locator;
  click(): Promise<void>;
  focus(): Promise<void>;
  fill(text: string): Promise<void>;
  selectOption(value: string): Promise<unknown>;
  textContent(): Promise<string | null>;
  waitFor(options?: { state?: 'visible' | 'hidden' | 'attached' | 'detached' }): Promise<void>;
  count(): Promise<number>;
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
  scrollIntoViewIfNeeded(): Promise<void>;
}

interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export interface Browser {
  newContext(options: object): Promise<Context>;
  close(): Promise<void>;
}

const folder = join(process.cwd(), 'test/browser');

/** @throws when there is no Chromium, and none can be installed */
export async function startChromium(): Promise<Browser> {
  // Packages of this folder are its own: by a variable, so that no bundler looks for them elsewhere.
  const [install, launch] = ['install.mjs', 'launch.mjs'].map(
    (name) => pathToFileURL(join(folder, name)).href,
  );
  const { installDriver } = (await import(install as string)) as { installDriver(): void };
  installDriver();
  const { launchChromium } = (await import(launch as string)) as { launchChromium(): Promise<Browser> };
  return launchChromium();
}

export interface Watched {
  readonly page: Page;
  /** Errors and warnings of the console, what was thrown, and what was asked of other hosts. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** A page with a fresh profile. */
export async function openPage(browser: Browser, options: object = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message: { type(): string; text(): string }) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error: Error) => faults.push(String(error.stack ?? error)));
  page.on('request', (request: { url(): string }) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^https?:$/.test(protocol) && hostname !== '127.0.0.1') faults.push(`asked ${request.url()}`);
  });
  return { page, faults, close: () => context.close() };
}

/** What axe-core finds serious or critical: the rule, and the first element that breaks it. */
export async function seriousProblems(page: Page): Promise<string[]> {
  // It is there once the browser is.
  await page.evaluate(readFileSync(join(folder, 'node_modules/axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    interface Violation {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes: [first] }) => `${id}: ${first?.html} ${first?.failureSummary}`);
  });
}
