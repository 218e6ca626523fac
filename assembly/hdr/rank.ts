/** Ranks: how many recorded values are at or under a bound or share its bucket, several bounds in one pass. */
import { BLOCK, blockCount } from '../counting';
import { add } from '../counter';
import { Hdr } from './layout';

/** Replaces the n bounds at `at`, ascending and no NaN, by the count of values at, under or equivalent to each. */
export function ranks(histogram: Hdr, at: usize, n: i32): void {
  const window = histogram.window;
  let i = 0;
  let seen: u64 = 0;
  for (const end = at + (usize(n) << 3); at < end; at += 8) {
    const bound = load<f64>(at);
    const places = bound < 0 ? 0 : min(histogram.indexOf(bound) - window.start + 1, window.length);
    while (i < places) {
      if (i % BLOCK == 0 && i + BLOCK <= places) {
        seen = add(seen, blockCount(window, i));
        i += BLOCK;
      } else seen = add(seen, histogram.countAt(window.start + i++));
    }
    store<f64>(at, f64(seen));
  }
}
