// The browsers whose pages are closed: each opens tabs of one profile, and ends them in every way that it can be made to.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChromium } from '../../dashboard/browser.ts';

export interface Tab {
  /** What an expression gives, in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** The ways to end it, by name. */
  readonly endings: Readonly<Record<string, () => Promise<unknown>>>;
}

export interface TabBrowser {
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/** Rejects, with how to get it, where the browser is not on this machine. */
export const BROWSERS: Readonly<Record<string, () => Promise<TabBrowser>>> = { chromium, firefox, webkit };

async function chromium(): Promise<TabBrowser> {
  const browser = await startChromium();
  const context = await browser.newContext({});
  return {
    async open(url) {
      const page = (await context.newPage()) as unknown as DrivenPage;
      await page.goto(url);
      return {
        evaluate: (expression) => page.evaluate(expression),
        endings: {
          navigated: () => page.goto('about:blank').then(() => page.close()),
          closed: () => page.close(),
          // Its process ends at once, and the navigation is never answered.
          killed: () => page.goto('chrome://crash').catch(() => page.close()),
        },
      };
    },
    close: () => browser.close(),
  };
}

/** As much of a page of playwright and of puppeteer as is used here. */
interface DrivenPage {
  goto(url: string): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

async function firefox(): Promise<TabBrowser> {
  const { launchFirefox } = await driver<{
    launchFirefox(): Promise<{ newPage(): Promise<DrivenPage>; close(): Promise<void> }>;
  }>('firefox.mjs');
  const browser = await launchFirefox();
  return {
    async open(url) {
      const page = await browser.newPage();
      await page.goto(url);
      return {
        evaluate: (expression) => page.evaluate(expression),
        endings: {
          navigated: () => page.goto('about:blank').then(() => page.close()),
          closed: () => page.close(),
        },
      };
    },
    close: () => browser.close(),
  };
}

/** As much of a session of WebDriver as is used here. */
interface Session {
  send(method: string, path: string, body?: object): Promise<unknown>;
  navigate(url: string): Promise<void>;
  execute(script: string, ...given: unknown[]): Promise<unknown>;
}

/** One window of a session takes commands at a time. */
async function webkit(): Promise<TabBrowser> {
  const { launchWebkit } = await driver<{
    launchWebkit(): Promise<{
      openSession(): Promise<{ session: Session; close(): Promise<void> }>;
      close(): Promise<void>;
    }>;
  }>('webkit.mjs');
  const browser = await launchWebkit();
  const { session, close } = await browser.openSession();
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  };
  return {
    async open(url) {
      const { handle } = await inTurn(async () => {
        const opened = (await session.send('POST', '/window/new', { type: 'tab' })) as { handle: string };
        await session.send('POST', '/window', opened);
        await session.navigate(url);
        return opened;
      });
      const inWindow = <T>(work: () => Promise<T>) =>
        inTurn(async () => {
          await session.send('POST', '/window', { handle });
          return work();
        });
      const evaluate = <T>(expression: string) =>
        inWindow(async () => {
          const { value } = (await session.send('POST', '/execute/async', {
            script: `const done = arguments[0]; Promise.resolve(${expression}).then((value) => done({ value }));`,
            args: [],
          })) as { value: T };
          return value;
        });
      for (let left = 200; left > 0 && !(await evaluate<boolean>('"recorded" in globalThis')); left--)
        await new Promise((resolve) => setTimeout(resolve, 25));
      const closed = () => inWindow(() => session.send('DELETE', '/window'));
      return {
        evaluate,
        endings: {
          navigated: () => inWindow(() => session.navigate('about:blank')).then(closed),
          closed,
        },
      };
    },
    close: async () => {
      await close();
      await browser.close();
    },
  };
}

/** What starts browsers for the tests has its packages in its own folder: by a variable, no bundler looks for them. */
async function driver<Module>(name: string): Promise<Module> {
  const path = join(process.cwd(), 'test/browser', name);
  if (!existsSync(path)) throw new Error(`test/browser/${name} is not there yet`);
  return import(pathToFileURL(path).href) as Promise<Module>;
}
