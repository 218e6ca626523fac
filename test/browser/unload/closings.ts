// Pages that are closed in every way, and what of theirs is merged in the end.
import { assert } from '../../harness.ts';
import type { Tab, TabBrowser, Way } from './browsers.ts';
import type { Collector } from './collector.ts';

/** A page that is open, by what it says of itself. */
export interface OpenPage {
  readonly id: string;
  readonly tab: Tab;
}

export interface Closing {
  readonly id: string;
  readonly way: Way;
  /** What was recorded. */
  readonly all: number;
  /** As much of it as lies in intervals that have ended for sure. */
  readonly ended: number;
}

export async function opened(
  browser: TabBrowser,
  collector: Collector,
  ids: readonly string[],
): Promise<OpenPage[]> {
  const tabs = await browser.open(ids.map((closing) => collector.pageUrl({ closing })));
  return ids.map((id, i) => ({ id, tab: tabs[i] as Tab }));
}

/** All at once: a process that is killed may be that of several. */
export async function closed(browser: TabBrowser, pages: readonly OpenPage[], way: Way): Promise<Closing[]> {
  const closings = await Promise.all(
    pages.map(async ({ id, tab }) => {
      const { all, ended } = await tab.evaluate<{ all: number; ended: number }>('recorded()');
      return { id, way, all, ended };
    }),
  );
  const tabs = pages.map(({ tab }) => tab);
  if (way === 'killed') await browser.kill(tabs);
  else await Promise.all(tabs.map((tab) => (way === 'closed' ? tab.close() : tab.navigateAway())));
  return closings;
}

/** Another page of the origin brings what these left behind: all but the last interval of each is merged, and nothing twice. */
export async function requireMerged(
  browser: TabBrowser,
  collector: Collector,
  closings: readonly Closing[],
): Promise<void> {
  assert.ok(
    closings.some(({ ended }) => ended > 0),
    'an interval had ended',
  );
  const [last] = await browser.open([collector.pageUrl({ closing: 'last' })]);
  const missing = () => closings.filter(({ id, ended }) => collector.ticks(id) < ended);
  for (let left = 60; left > 0 && missing().length > 0; left--) await after(500);
  assert.equal(
    missing().map(({ id, way, ended }) => ({ way, ended, merged: collector.ticks(id) })),
    [],
  );
  // Time for whatever would come twice.
  await after(1500);
  for (const { id, way, all } of closings)
    assert.ok(collector.ticks(id) <= all, `${way}: more than was recorded`);
  await last?.close();
}

export function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
