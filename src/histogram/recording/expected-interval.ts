import { wrongKind, wrongValue } from '../../errors.ts';
import { missedCount, missedUpTo } from '../base/missed.ts';
import type { ExplicitHistogram } from '../explicit/explicit-histogram.ts';
import { bucketIndex, bucketLowerBound, MIN_ZERO_THRESHOLD } from '../exponential/bucket-bounds.ts';
import type { Histogram } from '../exponential/histogram.ts';

/** Up to so many missed values are recorded one by one. */
const MAX_ONE_BY_ONE = 64;

/**
 * Records a value and, where it is at least twice the interval at which values were expected, also those that were
 * missed while it lasted: value - expectedInterval, value - 2 * expectedInterval, ... down to expectedInterval. Corrects
 * for coordinated omission, a load generator that waits for slow answers and so asks less often when it matters most.
 *
 * The work is bounded by the number of buckets under the value: many missed values are counted, not recorded one by
 * one. No value throws; an interval that is no positive number, or under 2^-50 of the value, corrects nothing.
 * `HdrHistogram` has a method of its own.
 *
 * @param expectedInterval In the unit of the values.
 * @param times How often the value was measured; 1 if left out. @throws HISTOGRAM_ARGUMENT_KIND
 * @example
 * recordWithExpectedInterval(latency, 1.2, 0.01); // one request in 10 ms was planned, this one took 1.2 s
 */
export function recordWithExpectedInterval(
  histogram: Histogram | ExplicitHistogram,
  value: number,
  expectedInterval: number,
  times?: number,
): void {
  if (DEVELOPMENT) requireInterval(expectedInterval);
  if (typeof histogram?.record !== 'function') {
    const expected = 'a Histogram or an ExplicitHistogram';
    throw wrongKind('HISTOGRAM_ARGUMENT_KIND', 'histogram', expected, histogram, 'Pass what to record in.');
  }
  histogram.record(value, times);
  const isPlain = typeof value === 'number' && typeof expectedInterval === 'number' && value < Infinity;
  const missed = isPlain ? missedCount(value, expectedInterval) : 0;
  if (missed <= 0 || expectedInterval <= MIN_ZERO_THRESHOLD) return;

  const weight = times ?? 1;
  const remainder = value % expectedInterval;
  const one = (j: number) => remainder + j * expectedInterval;
  histogram.record(one(1), weight); // by itself: it may be the smallest of all
  if (missed <= MAX_ONE_BY_ONE) {
    for (let j = 2; j <= missed; j++) histogram.record(one(j), weight);
    return;
  }
  let upTo = 1;
  for (const edge of edgesUnder(histogram, one(missed), expectedInterval)) {
    const last = Math.min(missed, edge < value ? missedUpTo(edge, remainder, expectedInterval) : missed);
    // The mean of those in the bucket, so that the sum is right; not beyond the bucket by its own rounding.
    if (last > upTo) histogram.record(Math.min(one((upTo + 1 + last) / 2), edge), weight * (last - upTo));
    upTo = Math.max(upTo, last);
  }
}

/** The upper bounds of the buckets from the one that holds `least` to the one that holds `most`, ascending. */
function* edgesUnder(
  histogram: Histogram | ExplicitHistogram,
  most: number,
  least: number,
): Generator<number> {
  if ('bounds' in histogram) {
    for (const bound of histogram.bounds) if (bound >= least && bound < most) yield bound;
    yield Infinity;
    return;
  }
  const { scale } = histogram;
  const last = bucketIndex(most, scale);
  for (let index = bucketIndex(least, scale); index <= last; index++)
    yield bucketLowerBound(index + 1, scale);
}

function requireInterval(interval: unknown): void {
  if (typeof interval === 'number' && interval >= 0) return;
  throw wrongValue(
    'HISTOGRAM_INTERVAL',
    'expectedInterval',
    'a number, 0 or more',
    interval,
    'Pass the time between two measurements; production builds record the value alone.',
  );
}
