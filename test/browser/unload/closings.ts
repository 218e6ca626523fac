// Pages that are closed in turn in every way of their browser, and what of theirs is merged in the end.
import { assert } from '../../harness.ts';
import type { Tab, TabBrowser } from './browsers.ts';
import type { Collector } from './collector.ts';

export interface Closing {
  readonly id: string;
  readonly way: string;
  /** What was recorded. */
  readonly all: number;
  /** As much of it as lies in intervals that have ended for sure. */
  readonly ended: number;
}

/** Closed in the way whose turn it is. */
export async function closed(tab: Tab, id: string, nth: number): Promise<Closing> {
  const ways = Object.keys(tab.endings);
  const way = ways[nth % ways.length] as string;
  const { all, ended } = await tab.evaluate<{ all: number; ended: number }>('recorded()');
  await tab.endings[way]?.();
  return { id, way, all, ended };
}

/** Another page of the origin brings what these left behind: all but the last interval of each is merged, and nothing twice. */
export async function requireMerged(
  browser: TabBrowser,
  collector: Collector,
  closings: readonly Closing[],
): Promise<void> {
  const last = await browser.open(collector.pageUrl({ closing: 'last' }));
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
  await last.endings.closed?.();
}

export function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
