/** Quantiles by Java's rule: the highest value of the bucket that holds the value of nearest rank; the lowest for q = 0. */
import { BLOCK, blockCount, bucketOfNth, nearestRank } from '../counting';
import { add } from '../counter';
import { Hdr } from './layout';

/** Replaces the n quantiles at `at`, ascending in [0, 1], by their values, in one pass. The histogram is not empty. */
export function quantiles(histogram: Hdr, at: usize, n: i32): void {
  const window = histogram.window;
  let block = 0;
  let seen: u64 = 0;
  for (const end = at + (usize(n) << 3); at < end; at += 8) {
    const q = load<f64>(at);
    const rank = nearestRank(q, histogram.count);
    for (; block < window.length; block += BLOCK) {
      const upTo = add(seen, blockCount(window, block));
      if (upTo >= rank) break;
      seen = upTo;
    }
    // A saturated count may be more than the buckets hold.
    const isHeld = block < window.length;
    const index = isHeld ? window.start + bucketOfNth(window, block, rank - seen) : window.last();
    store<f64>(at, q <= 0 ? histogram.lowestAt(index) : histogram.highestAt(index));
  }
}
