import { type BucketSnapshot, validOf } from '../layouts.ts';
import { binsOf } from './bins.ts';

/**
 * The standard deviation of the values, of the population; NaN for an empty snapshot. Every value is taken as what
 * stands for its bucket, which keeps the result within (base - 1) / (base + 1) of the root mean square of the values:
 * close where they spread by more than a bucket, coarse where they hardly differ. A `Summary` is exact.
 *
 * @throws HISTOGRAM_SNAPSHOT
 */
export function stdDev(given: BucketSnapshot): number {
  const snapshot = validOf(given);
  const bins = binsOf(snapshot);
  // In units of the largest magnitude, so that no square leaves the range of doubles.
  const unit = bins.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0) || 1;
  const average = (of: (value: number) => number) =>
    bins.reduce((sum, { value, count }) => sum + of(value / unit) * count, 0) / snapshot.count;
  const mean = average((value) => value);
  return unit * Math.sqrt(average((value) => (value - mean) ** 2));
}
