import { wrongValue } from '../../errors.ts';
import { type BucketSnapshot, validOf } from '../layouts.ts';
import { binsOf } from './bins.ts';

/**
 * The mean of what is left when a share of the values is cut off at either end: floor(fraction * count) of the
 * smallest and as many of the largest. NaN for an empty snapshot. With fraction 0 it is the exact mean; otherwise it
 * is within (base - 1) / (base + 1) of the mean magnitude of what is left.
 *
 * @param fraction in [0, 0.5). @throws HISTOGRAM_FRACTION, HISTOGRAM_SNAPSHOT
 * @example
 * const typicalSeconds = trimmedMean(latency.snapshot(), 0.05);
 */
export function trimmedMean(given: BucketSnapshot, fraction: number): number {
  if (!(typeof fraction === 'number' && fraction >= 0 && fraction < 0.5)) {
    throw wrongValue(
      'HISTOGRAM_FRACTION',
      'fraction',
      'a number from 0 to below 0.5',
      fraction,
      'Pass 0.05 to cut off 5 % at either end.',
    );
  }
  const snapshot = validOf(given);
  const { count, sum: total } = snapshot;
  const bins = binsOf(snapshot);
  // 0.29 * 100 is 28.999999999999996, and means 29.
  const cut = Math.floor(fraction * count * (1 + Number.EPSILON));
  if (cut === 0) return total / count;
  let sum = 0;
  let seen = 0;
  for (const bin of bins) {
    const kept = Math.min(seen + bin.count, count - cut) - Math.max(seen, cut);
    if (kept > 0) sum += bin.value * kept;
    seen += bin.count;
  }
  return sum / (count - 2 * cut);
}
