// Real pages under a strict policy, a real server of another origin: what is recorded arrives, however the page ends. The long
// version, with other browsers and servers that fail, is `npm run test:interop -- unload`.
import { assert, test } from '../../harness.ts';
import { BROWSERS, type Way } from './browsers.ts';
import { after, type Closing, closed, opened, requireMerged } from './closings.ts';
import { startCollector } from './collector.ts';

test('pages that are navigated away, closed and killed lose nothing but their last interval', async () => {
  const collector = await startCollector();
  const browser = await BROWSERS.chromium();
  try {
    const pages = await opened(browser, collector, browser.ways);
    await after(2500);
    const closings: Closing[] = [];
    for (const page of pages) closings.push(...(await closed(browser, [page], page.id as Way)));
    assert.ok(closings.every(({ ended }) => ended > 10));
    await requireMerged(browser, collector, closings);
    // A page that is told of its end loses nothing at all.
    for (const { id, way, all } of closings) if (way !== 'killed') assert.is(collector.ticks(id), all);
  } finally {
    await browser.close();
    await collector.close();
  }
});
