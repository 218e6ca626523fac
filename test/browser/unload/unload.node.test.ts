// Real pages under a strict policy, a real server of another origin: what is recorded arrives, however the page ends. The long
// version, with servers that fail, is `npm run test:interop -- unload`.
import { assert, test } from '../../harness.ts';
import { BROWSERS } from './browsers.ts';
import { after, closed, requireMerged } from './closings.ts';
import { startCollector } from './collector.ts';

test('pages that are navigated away, closed and killed lose nothing but their last interval', async () => {
  const collector = await startCollector();
  const browser = await BROWSERS.chromium?.();
  if (browser === undefined) throw new Error('no browser');
  try {
    const tabs = await Promise.all(
      ['0', '1', '2'].map((closing) => browser.open(collector.pageUrl({ closing }))),
    );
    await after(2500);
    const closings = [];
    for (const [i, tab] of tabs.entries()) closings.push(await closed(tab, `${i}`, i));
    assert.equal(
      closings.map(({ way }) => way),
      ['navigated', 'closed', 'killed'],
    );
    assert.ok(closings.every(({ ended }) => ended > 10));
    await requireMerged(browser, collector, closings);
    // A page that is told of its end loses nothing at all.
    for (const { id, all } of closings.slice(0, 2)) assert.is(collector.ticks(id), all);
  } finally {
    await browser.close();
    await collector.close();
  }
});
