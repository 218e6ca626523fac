/** What the difference of two snapshots is in every layout. */
import { InferometerError } from '../../errors.ts';
import type { SnapshotTotals } from './snapshot-totals.ts';

type Totals = Omit<SnapshotTotals, 'layout' | 'version'>;

/**
 * The totals of the `count` values that came between, which their buckets place from `least` to `most`.
 *
 * @throws HISTOGRAM_DIFFERENCE
 */
export function totalsBetween(
  later: Totals,
  earlier: Totals,
  count: number,
  least: number,
  most: number,
): Totals {
  const rejected = later.rejected - earlier.rejected;
  requireCounts([count, rejected]);
  if (later.min > earlier.min || later.max < earlier.max) throw notLater();
  if (count === 0) return { count, sum: 0, min: Number.NaN, max: Number.NaN, rejected };
  // NaN, the range of an empty snapshot, compares as false: what follows it is new.
  const isMinKept = later.min >= earlier.min;
  const isMaxKept = later.max <= earlier.max;
  return {
    count,
    sum: later.sum - earlier.sum,
    min: isMinKept ? clamped(least, later.min, later.max) : later.min,
    max: isMaxKept ? clamped(most, later.min, later.max) : later.max,
    rejected,
  };
}

/** @throws HISTOGRAM_DIFFERENCE for a count below 0 */
export function requireCounts(counts: Float64Array | readonly number[]): void {
  for (const count of counts) if (count < 0) throw notLater();
}

export function notLater(): InferometerError {
  return new InferometerError(
    'HISTOGRAM_DIFFERENCE',
    'the later snapshot holds less than the earlier one. Pass two snapshots of one recording that was not reset in between, the later one first.',
  );
}

/** -0, which a bound or rounding may give, as 0: JSON knows one zero. */
export function clamped(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most) + 0;
}
