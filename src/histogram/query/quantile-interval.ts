import { wrongValue } from '../../errors.ts';
import type { BucketSnapshot } from '../layouts.ts';
import { binomialRange } from './binomial.ts';
import { binAtRank, binsOf } from './bins.ts';

export interface QuantileIntervalOptions {
  /** How often, at least, such an interval holds the true quantile. In (0, 1); 0.95 if left out. */
  readonly confidence?: number;
}

export interface QuantileInterval {
  /** -Infinity where the values are too few to bound the quantile from below. */
  readonly lower: number;
  /** Infinity where the values are too few to bound the quantile from above. */
  readonly upper: number;
  /** How often such an interval holds the true quantile: at least what was asked for. */
  readonly confidence: number;
}

/**
 * An interval that holds the quantile of the distribution which the values were drawn from, whatever that
 * distribution is, as long as the values were drawn independently.
 *
 * The method is that of order statistics (W. J. Conover, Practical Nonparametric Statistics, section 3.2): the number
 * of values under the true quantile is binomial, so the l-th and the u-th smallest value enclose it as often as a
 * binomial count lies in [l, u). The tails are equal at most; they are summed exactly up to a variance of 10^6, and
 * taken from the normal distribution beyond. The ends are the outer bounds of the buckets that hold those two values,
 * so the interval allows for the width of the buckets as well.
 *
 * @param q in (0, 1). @throws HISTOGRAM_QUANTILE_RANGE, HISTOGRAM_FRACTION, HISTOGRAM_SNAPSHOT
 * @example
 * const { lower, upper } = quantileInterval(latency.snapshot(), 0.99);
 */
export function quantileInterval(
  snapshot: BucketSnapshot,
  q: number,
  options: QuantileIntervalOptions = {},
): QuantileInterval {
  const { confidence = 0.95 } = options;
  requireInside('HISTOGRAM_QUANTILE_RANGE', 'q', q);
  requireInside('HISTOGRAM_FRACTION', 'confidence', confidence);
  const bins = binsOf(snapshot);
  const { lower, upper, probability } = binomialRange(snapshot.count, q, (1 - confidence) / 2);
  const least = lower > 0 ? binAtRank(bins, lower)?.lower : undefined;
  const most = binAtRank(bins, upper)?.upper;
  return {
    lower: least === undefined ? -Infinity : Math.max(least, snapshot.min),
    upper: most === undefined ? Infinity : Math.min(most, snapshot.max),
    confidence: probability,
  };
}

function requireInside(code: string, label: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && value < 1) return;
  throw wrongValue(code, label, 'a number between 0 and 1', value, 'Divide a percentile by 100.');
}
