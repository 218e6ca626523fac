/**
 * Recording corrected for coordinated omission: who measures every `interval` and waits for `value` has missed the
 * measurements that would have begun meanwhile, value - interval, value - 2 interval, ... down to interval. In
 * integers throughout, as in Java, and so exact for every value.
 */
import { add } from '../counter';
import { Hdr } from './layout';
import { recordWeighted } from './record';

/**
 * Records a value and those missed while it was waited for; value and interval count as whole numbers. The work is
 * bounded by the missed values or by the sub-buckets under the value, whichever are fewer.
 */
export function recordCorrected(histogram: Hdr, value: f64, interval: f64): void {
  if (!recordWeighted(histogram, value, 1)) return;
  if (!(interval >= 1 && interval <= value)) return;
  const last = u64(value);
  const step = u64(interval);
  const missed = last / step - 1;
  if (!missed) return;

  const lo = indexOfWhole(histogram, last - missed * step);
  const hi = indexOfWhole(histogram, last - step);
  // Of so many, none may find that it has to be counted in u64 and that there is no room.
  const isNarrow = missed <= u64(u32.MAX_VALUE) - histogram.pending;
  if (!histogram.cover(lo, hi) || !(isNarrow || histogram.window.widen())) {
    histogram.reject(missed);
    return;
  }
  if (missed <= u64(hi - lo)) addOneByOne(histogram, last, step, missed);
  else addByBucket(histogram, last, step, missed, lo, hi);

  histogram.count = add(histogram.count, missed);
  histogram.sum.add(f64(missed) * (f64(last) - (f64(step) * (f64(missed) + 1)) / 2));
  histogram.min = min(histogram.min, truncated(last - missed * step));
}

function addOneByOne(histogram: Hdr, last: u64, step: u64, missed: u64): void {
  const start = histogram.window.start;
  for (; missed; missed--) {
    last -= step;
    histogram.addCount(indexOfWhole(histogram, last) - start, 1);
  }
}

/** The missed values at or above a sub-bucket's lowest are the first (last - lowest) / step of them. */
function addByBucket(histogram: Hdr, last: u64, step: u64, missed: u64, lo: i32, hi: i32): void {
  const start = histogram.window.start;
  let above: u64 = 0;
  for (let index = hi; index >= lo; index--) {
    const upTo = min(missed, (last - u64(histogram.lowestAt(index))) / step);
    if (upTo > above) histogram.addCount(index - start, upTo - above);
    above = upTo;
  }
}

function indexOfWhole(histogram: Hdr, value: u64): i32 {
  return histogram.indexOf(truncated(value));
}

/** The double at or under a whole number. Where 53 bits do not hold it, both lie in one sub-bucket. */
function truncated(value: u64): f64 {
  const excess = u64(max(11 - i32(clz(value)), 0));
  return f64((value >> excess) << excess);
}
