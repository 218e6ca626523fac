/** Mean and standard deviation as Java computes them, bit for bit: each value stands in the middle of its bucket. */
import { Hdr } from './layout';
import { widthAt } from './mapping';

/** NaN when empty. */
export function mean(histogram: Hdr): f64 {
  return sum(histogram, 0, false) / f64(histogram.count);
}

/** Of the population; NaN when empty. */
export function standardDeviation(histogram: Hdr): f64 {
  return sqrt(sum(histogram, mean(histogram), true) / f64(histogram.count));
}

/** Over all values, the sum of their distances to `from`, or of the squares of these. */
function sum(histogram: Hdr, from: f64, isSquared: bool): f64 {
  const window = histogram.window;
  const start = window.start;
  const end = histogram.end;
  const h = histogram.h;
  let total: f64 = 0;
  for (let index = start; index < end;) {
    // The sub-buckets of one power of two are equally wide.
    const next = min(((index >> h) + 1) << h, end);
    const width = widthAt(index, h, histogram.u);
    for (let middle = histogram.medianAt(index); index < next; index++, middle += width) {
      const count = window.count(index - start);
      const distance = middle - from;
      if (count) total += (isSquared ? distance * distance : distance) * f64(count);
    }
  }
  return total;
}
