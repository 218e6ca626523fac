// Pages are closed fifty times in every way that there is: what they recorded in intervals that had ended is merged at the server,
// nothing twice, also where the server failed meanwhile. Takes some minutes, and runs where it is asked for:
// `npm run test:interop -- unload`.
import { BROWSERS, type TabBrowser } from '../browser/unload/browsers.ts';
import { after, type Closing, closed, requireMerged } from '../browser/unload/closings.ts';
import { type Collector, type State, startCollector } from '../browser/unload/collector.ts';
import { assert, skip, test } from '../harness.ts';

const CLOSINGS = 50;
/** So many are open beside one another. */
const AT_ONCE = 5;
const [SHORTEST_MS, LONGEST_MS] = [300, 3500];

for (const [name, start] of Object.entries(BROWSERS)) {
  const using = async (use: (browser: TabBrowser, collector: Collector) => Promise<void>) => {
    // A Chromium is installed where none is; the others are the machine's.
    const browser = await start().catch((error: Error) =>
      name === 'chromium' ? Promise.reject(error) : skip(error.message),
    );
    const collector = await startCollector();
    try {
      await use(browser, collector);
    } finally {
      await browser.close();
      await collector.close();
    }
  };

  test(`${name}: of ${CLOSINGS} pages that are closed, every interval but at most the last is merged, none twice`, () =>
    using(async (browser, collector) => {
      const closings: Closing[] = [];
      let next = 0;
      const closeSome = async () => {
        while (next < CLOSINGS) {
          const i = next++;
          const tab = await browser.open(collector.pageUrl({ closing: `${i}` }));
          await after(SHORTEST_MS + ((LONGEST_MS - SHORTEST_MS) * ((i * 37) % CLOSINGS)) / CLOSINGS);
          closings.push(await closed(tab, `${i}`, i));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, closeSome));
      await requireMerged(browser, collector, closings);
      for (const way of new Set(closings.map((one) => one.way))) {
        const all = closings.filter((one) => one.way === way);
        const whole = all.filter((one) => collector.ticks(one.id) === one.all);
        console.log(`${name}, ${way}: ${all.length}, of which ${whole.length} lost nothing at all`);
      }
    }));

  for (const state of ['down', 'drop', 'failing', 'slow'] as const satisfies readonly State[]) {
    test(`${name}: pages that are closed while the server is "${state}" lose nothing but their last interval`, () =>
      using(async (browser, collector) => {
        await collector.become(state);
        const tabs = await Promise.all(
          [0, 1, 2, 3, 4, 5].map((i) => browser.open(collector.pageUrl({ closing: `${i}` }))),
        );
        await after(5000);
        const closings: Closing[] = [];
        for (const [i, tab] of tabs.entries()) closings.push(await closed(tab, `${i}`, i));
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
      const tab = await browser.open(collector.pageUrl({ closing: 'bounded', most: '3' }));
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
