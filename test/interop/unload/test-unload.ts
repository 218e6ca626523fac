// Pages of a browser are closed fifty times in every way that there is: what they recorded in intervals that had ended is merged at the
// server, nothing twice, also where the server failed meanwhile.
import { BROWSERS, type Tab, type TabBrowser } from '../../browser/unload/browsers.ts';
import { after, type Closing, closed, opened, requireMerged } from '../../browser/unload/closings.ts';
import { type Collector, type State, startCollector } from '../../browser/unload/collector.ts';
import type { Remote } from '../../browser/unload/remote.ts';
import { assert, skip, test } from '../../harness.ts';

const CLOSINGS = 50;
/** So many are open beside one another. */
const AT_ONCE = 5;
const [SHORTEST_MS, LONGEST_MS] = [300, 3500];

export function testUnload(name: keyof typeof BROWSERS): void {
  const start: (remote: Remote) => Promise<TabBrowser> = BROWSERS[name];
  const using = async (use: (browser: TabBrowser, collector: Collector) => Promise<void>) => {
    const collector = await startCollector();
    let browser: TabBrowser | undefined;
    try {
      browser = await start(collector.remote);
      await use(browser, collector);
    } catch (error) {
      if (error instanceof Error && error.name === 'NotHere') skip(error.message);
      throw error;
    } finally {
      await browser?.close();
      await collector.close();
    }
  };

  test(`${name}: of ${CLOSINGS} pages that are closed, every interval but at most the last is merged, none twice`, () =>
    using(async (browser, collector) => {
      const closings: Closing[] = [];
      for (let i = 0; i < CLOSINGS; i += AT_ONCE) {
        const round = i / AT_ONCE;
        const ids = Array.from({ length: AT_ONCE }, (_, n) => `${i + n}`);
        const pages = await opened(browser, collector, ids);
        await after(SHORTEST_MS + ((LONGEST_MS - SHORTEST_MS) * ((i * 37) % CLOSINGS)) / CLOSINGS);
        closings.push(
          ...(await closed(browser, pages, browser.ways[round % browser.ways.length] ?? 'closed')),
        );
      }
      await requireMerged(browser, collector, closings);
      for (const way of browser.ways) {
        const all = closings.filter((one) => one.way === way);
        const whole = all.filter((one) => collector.ticks(one.id) === one.all);
        console.log(
          `${name} ${browser.version}, ${way}: ${all.length}, ${whole.length} of them lost nothing at all`,
        );
      }
    }));

  for (const state of ['down', 'drop', 'failing', 'slow'] as const satisfies readonly State[]) {
    test(`${name}: pages that are closed while the server is "${state}" lose nothing but their last interval`, () =>
      using(async (browser, collector) => {
        await collector.become(state);
        const pages = await opened(browser, collector, ['0', '1', '2', '3', '4', '5']);
        await after(5000);
        const closings: Closing[] = [];
        for (const [i, way] of browser.ways.entries())
          closings.push(...(await closed(browser, pages.slice(2 * i, 2 * i + 2), way)));
        const arrived = closings.filter(({ id }) => collector.ticks(id) > 0).length;
        if (state !== 'slow') assert.is(arrived, 0, 'the server failed');
        await after(500);
        await collector.become('up');
        await requireMerged(browser, collector, closings);
      }));
  }

  test(`${name}: what waits in a page is bounded, and the counter says what went over the bound`, () =>
    using(async (browser, collector) => {
      await collector.become('failing');
      const [tab] = (await browser.open([collector.pageUrl({ closing: 'bounded', most: '3' })])) as [Tab];
      await after(8500);
      await collector.become('up');
      const { dropped, waiting } = await tab.evaluate<{ dropped: number; waiting: number }>('flush()');
      await tab.evaluate('flush()');
      assert.is(waiting, 0);
      assert.ok(dropped >= 4, String(dropped));
      assert.is(collector.total('inferometer_page_intervals_dropped_total'), dropped);
      const { all } = await tab.evaluate<{ all: number }>('recorded()');
      assert.ok(collector.ticks('bounded') < all);
    }));
}
