import { wrongValue } from '../../errors.ts';
import { requireOptionNames } from '../base/options.ts';
import { type BucketSnapshot, validOf } from '../layouts.ts';
import { binomialRange } from './binomial.ts';
import { type Bin, binAtRank, binsOf } from './bins.ts';

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
 * drawn in to the minimum and maximum, so the interval allows for the width of the buckets as well. An HDR histogram
 * answers quantiles with the largest whole value of a bucket, which the interval holds too.
 *
 * @param q in (0, 1). @throws HISTOGRAM_QUANTILE_RANGE, HISTOGRAM_FRACTION, HISTOGRAM_SNAPSHOT, HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND
 * @example
 * const { lower, upper } = quantileInterval(latency.snapshot(), 0.99);
 */
export function quantileInterval(
  snapshot: BucketSnapshot,
  q: number,
  options: QuantileIntervalOptions = {},
): QuantileInterval {
  requireOptionNames(options, ['confidence']);
  const { confidence = 0.95 } = options;
  requireInside('HISTOGRAM_QUANTILE_RANGE', 'q', q);
  requireInside('HISTOGRAM_FRACTION', 'confidence', confidence);
  const valid = validOf(snapshot);
  const bins = binsOf(valid);
  const { lower, upper, probability } = binomialRange(valid.count, q, (1 - confidence) / 2);
  return {
    lower: lower > 0 ? lowerEnd(binAtRank(bins, lower), valid) : -Infinity,
    upper: upperEnd(binAtRank(bins, upper), valid),
    confidence: probability,
  };
}

/** Not above the bucket's largest whole value, where a minimum with a fraction may lie. */
function lowerEnd(bin: Bin | undefined, { min }: BucketSnapshot): number {
  return bin === undefined ? -Infinity : Math.min(Math.max(bin.lower, min), bin.upper);
}

/** Not under the largest whole value of an HDR bucket, which is also what stands for a maximum that is only a bound. */
function upperEnd(bin: Bin | undefined, { layout, max }: BucketSnapshot): number {
  if (bin === undefined) return Infinity;
  return layout === 'hdr' && max <= bin.upper ? bin.end : Math.min(bin.end, max);
}

function requireInside(code: string, label: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && value < 1) return;
  throw wrongValue(code, label, 'a number between 0 and 1', value, 'Divide a percentile by 100.');
}
