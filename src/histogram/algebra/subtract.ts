import { InferometerError } from '../../errors.ts';
import { coarsened, extremesOf } from '../exponential/exponential-buckets.ts';
import { withZeroThreshold } from '../exponential/zero-threshold.ts';
import { type ExponentialSnapshot, validSnapshot } from '../snapshot.ts';
import { difference } from './range.ts';

/**
 * What was recorded between two snapshots of one recording: the later less the earlier. Exact for counts, buckets
 * and `rejected`, also where the scale was lowered meanwhile; `sum` is the difference of the sums.
 *
 * The minimum and maximum of what came between are not recorded anywhere. Where the later snapshot has a new one it
 * is exact; otherwise `min` is the lower bound of the lowest bucket and `max` the upper bound of the highest, within
 * the later snapshot's own: no value lies outside of them, and they are at most a bucket's width too far.
 *
 * @throws HISTOGRAM_SNAPSHOT; HISTOGRAM_DIFFERENCE when `later` is no later state of the recording, because it was
 *   reset in between or is another one
 * @example
 * const before = histogram.snapshot();
 * await work();
 * const during = subtractSnapshots(histogram.snapshot(), before);
 */
export function subtractSnapshots(
  later: ExponentialSnapshot,
  earlier: ExponentialSnapshot,
): ExponentialSnapshot {
  const after = validSnapshot(later);
  const k = validSnapshot(earlier).scale - after.scale;
  if (k < 0 || earlier.zeroThreshold > after.zeroThreshold) throw notLater();
  const before = withZeroThreshold({ ...earlier, ...coarsened(earlier, k) }, after.zeroThreshold);

  const count = after.count - before.count;
  const rejected = after.rejected - before.rejected;
  const zeroCount = after.zeroCount - before.zeroCount;
  const positive = difference(after.positive, before.positive);
  const negative = difference(after.negative, before.negative);
  const counts = [count, rejected, zeroCount, ...positive.counts, ...negative.counts];
  if (counts.some((difference) => difference < 0)) throw notLater();

  // NaN, the range of an empty snapshot, compares as false: what follows it is new.
  const isMinKept = after.min >= before.min;
  const isMaxKept = after.max <= before.max;
  if (after.min > before.min || after.max < before.max) throw notLater();
  const buckets = { scale: after.scale, zeroCount, positive, negative };
  const [least, most] = count > 0 ? extremesOf(buckets) : [Number.NaN, Number.NaN];
  return Object.freeze({
    ...after,
    ...buckets,
    count,
    sum: count > 0 ? after.sum - before.sum : 0,
    min: isMinKept ? within(after, least) : after.min,
    max: isMaxKept ? within(after, most) : after.max,
    rejected,
  });
}

function within({ min, max }: ExponentialSnapshot, value: number): number {
  return Math.min(Math.max(value, min), max);
}

function notLater(): InferometerError {
  return new InferometerError(
    'HISTOGRAM_DIFFERENCE',
    'the later snapshot holds less than the earlier one. Pass two snapshots of one recording that was not reset in between, the later one first.',
  );
}
