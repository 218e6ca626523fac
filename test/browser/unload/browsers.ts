// The browsers whose pages are closed: each opens tabs of one profile, and ends them in every way that it can be made to.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChromium } from '../../dashboard/browser.ts';
import { killDescendants } from './processes.ts';
import type { Remote } from './remote.ts';

export interface Tab {
  /** What an expression gives, in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** To a page of another origin, and then closed. */
  navigateAway(): Promise<unknown>;
  close(): Promise<unknown>;
}

export type Way = 'navigated' | 'closed' | 'killed';

export interface TabBrowser {
  readonly version: string;
  /** In which pages can be ended here. */
  readonly ways: readonly Way[];
  /** In a tab each. */
  open(urls: readonly string[]): Promise<Tab[]>;
  /** Ends the processes that show these pages, by a signal that nobody is told of; maybe those of others of the same origin, too. */
  kill(tabs: readonly Tab[]): Promise<void>;
  close(): Promise<void>;
}

/** Each rejects with a `NotHere`, which says how to get it, where the browser is not on this machine. */
export const BROWSERS = {
  chromium,
  firefox,
  webkit,
  'webkit without a driver': plainWebkit,
} as const satisfies Readonly<Record<string, (remote: Remote) => Promise<TabBrowser>>>;

/** As much of a page of playwright and of puppeteer as is used here. */
interface DrivenPage {
  goto(url: string): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

function tabOf(page: DrivenPage): Tab & { readonly page: DrivenPage } {
  return {
    page,
    evaluate: (expression) => page.evaluate(expression),
    navigateAway: () => page.goto('about:blank').then(() => page.close()),
    close: () => page.close(),
  };
}

async function chromium(): Promise<TabBrowser> {
  const browser = await startChromium();
  const context = await browser.newContext({});
  const pages = new Map<Tab, DrivenPage>();
  return {
    version: (browser as unknown as { version(): string }).version(),
    ways: ['navigated', 'closed', 'killed'],
    open: (urls) =>
      Promise.all(
        urls.map(async (url) => {
          const page = (await context.newPage()) as unknown as DrivenPage;
          await page.goto(url);
          const tab = tabOf(page);
          pages.set(tab, page);
          return tab;
        }),
      ),
    async kill(tabs) {
      // Its process ends at once, and the navigation is never answered.
      await Promise.all(
        tabs.map((tab) =>
          pages
            .get(tab)
            ?.goto('chrome://crash')
            .catch(() => tab.close()),
        ),
      );
    },
    close: () => browser.close(),
  };
}

/** As much of puppeteer as is used here. */
interface DrivenFirefox {
  version(): Promise<string>;
  newPage(): Promise<DrivenPage>;
  process(): { readonly pid?: number } | null;
  close(): Promise<void>;
}

async function firefox(): Promise<TabBrowser> {
  const { installDriver } = await driver<{ installDriver(): void }>('install.mjs');
  installDriver();
  const { launchFirefox } = await driver<{ launchFirefox(): Promise<DrivenFirefox> }>('firefox.mjs');
  const browser = await launchFirefox();
  return {
    version: (await browser.version()).replace(/^.*\//, ''),
    ways: ['navigated', 'closed', 'killed'],
    open: (urls) =>
      Promise.all(
        urls.map(async (url) => {
          const page = await browser.newPage();
          await page.goto(url);
          return tabOf(page);
        }),
      ),
    async kill(tabs) {
      killDescendants(browser.process()?.pid, /-contentproc .* tab$/);
      await Promise.all(tabs.map((tab) => tab.close()));
    },
    close: () => browser.close(),
  };
}

/** As much of a session of WebDriver as is used here. */
interface Session {
  readonly capabilities: { readonly browserVersion: string };
  send(method: string, path: string, body?: object): Promise<unknown>;
  navigate(url: string): Promise<void>;
}

interface RunningWebkit {
  readonly session: Session;
  close(): Promise<void>;
}

/** One window of a session takes commands at a time. */
async function webkit(): Promise<TabBrowser> {
  const { launchWebkit } = await driver<{
    launchWebkit(): Promise<{ start(): Promise<RunningWebkit>; close(): Promise<void> }>;
  }>('webkit.mjs');
  const launched = await launchWebkit();
  const running = await launched.start();
  const { session } = running;
  // It stays: a session without a current window takes no command.
  const first = await session.send('GET', '/window');
  const { turns } = await driver<{ turns(): <T>(work: () => Promise<T>) => Promise<T> }>('turns.mjs');
  const inTurn = turns();
  const open = async (url: string): Promise<Tab> => {
    const { handle } = await inTurn(async () => {
      await session.send('POST', '/window', { handle: first });
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
    const close = () => inWindow(() => session.send('DELETE', '/window'));
    const navigateAway = () => inWindow(() => session.navigate('about:blank')).then(close);
    // Navigating waits for nothing.
    for (
      let left = 200;
      left > 0 && !(await evaluate<boolean>('"recorded" in globalThis').catch(() => false));
      left--
    )
      await new Promise((resolve) => setTimeout(resolve, 25));
    return { evaluate, navigateAway, close };
  };
  return {
    version: session.capabilities.browserVersion,
    // Where a process is killed, the driver gives up the browser and all that it keeps.
    ways: ['navigated', 'closed'],
    open: (urls) => Promise.all(urls.map(open)),
    kill: () => Promise.reject(new Error('it is not killed')),
    close: async () => {
      await running.close();
      await launched.close();
    },
  };
}

/** Its pages can only be killed: nobody says to it what to do. */
async function plainWebkit(remote: Remote): Promise<TabBrowser> {
  const { launchPlainWebkit } = await driver<{
    launchPlainWebkit(): Promise<{
      open(urls: readonly string[]): { readonly pid: number; close(): Promise<void> };
      close(): Promise<void>;
    }>;
  }>('webkit.mjs');
  const plain = await launchPlainWebkit();
  let running: { readonly pid: number; close(): Promise<void> } | undefined;
  const end = async () => {
    await running?.close();
    running = undefined;
  };
  return {
    version: 'GTK',
    ways: ['killed'],
    async open(urls) {
      await end();
      const ids = urls.map((url) => new URL(url).searchParams.get('closing') ?? '');
      running = plain.open(
        urls.map((url, i) => `${url}&${new URLSearchParams({ remote: `/remote?page=${ids[i]}` })}`),
      );
      await Promise.all(ids.map((id) => remote.arrived(id)));
      return ids.map((id) => ({
        evaluate: (expression) => remote.call(id, expression.replace('()', '')),
        navigateAway: () => Promise.reject(new Error('it is not navigated')),
        close: end,
      }));
    },
    async kill() {
      killDescendants(running?.pid, /WebKitWebProcess/);
      await end();
    },
    async close() {
      await end();
      await plain.close();
    },
  };
}

/** What starts browsers for the tests has its packages in its own folder: by a variable, no bundler looks for them. */
async function driver<Module>(name: string): Promise<Module> {
  return import(pathToFileURL(join(process.cwd(), 'test/browser', name)).href) as Promise<Module>;
}
