// Quantiles that a server calculates, held against ours.
import {
  bucketCounts,
  ExplicitHistogram,
  type ExponentialSnapshot,
  quantilesOf,
  rebucket,
} from 'inferometer/histogram';
import { assert } from '../../harness.ts';
import { evaluate } from './promql.ts';

const QUANTILES = [0.01, 0.25, 0.5, 0.9, 0.99];

/**
 * Both name a value of the same native bucket: ours the one that stands for it, PromQL one between its ends. So they
 * differ by no more than the bucket is wide.
 */
export async function assertNativeQuantiles(
  url: string,
  selector: string,
  ours: ExponentialSnapshot,
): Promise<void> {
  assert.is(await evaluate(url, `histogram_count(${selector})`), ours.count);
  assert.close(await evaluate(url, `histogram_sum(${selector})`), ours.sum, 1e-12);
  const width = 2 ** (2 ** -ours.scale) - 1;
  const expected = quantilesOf(ours, QUANTILES);
  for (const [i, q] of QUANTILES.entries()) {
    const theirs = await evaluate(url, `histogram_quantile(${q}, ${selector})`);
    assert.close(theirs, expected[i] as number, width, `the ${q}-quantile of ${selector}`);
  }
}

/** In classic buckets both interpolate alike, so they agree; but for the outer buckets, whose ends we know better. */
export async function assertClassicQuantiles(
  url: string,
  selector: string,
  ours: ExponentialSnapshot,
  bounds: readonly number[],
): Promise<void> {
  const cumulative = bucketCounts(ours, bounds);
  for (const [i, bound] of bounds.entries()) {
    assert.is(await evaluate(url, `sum(${selector.replace('}', `,le=~"${bound}([.]0)?"}`)})`), cumulative[i]);
  }
  assert.is(await evaluate(url, `sum(${selector.replace('}', ',le="+Inf"}')})`), ours.count);
  // The counts are exact: what the server interpolates between is what was recorded.
  const counts = Float64Array.from([...cumulative, ours.count], (upTo, i) => upTo - (cumulative[i - 1] ?? 0));
  using exact = ExplicitHistogram.from({ ...rebucket(ours, bounds).snapshot, counts });
  for (const q of QUANTILES.slice(1, -1)) {
    const theirs = await evaluate(url, `histogram_quantile(${q}, sum by (le) (${selector}))`);
    assert.close(theirs, exact.quantile(q), 1e-9, `the ${q}-quantile of ${selector}`);
  }
}
