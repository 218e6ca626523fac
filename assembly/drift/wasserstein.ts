/**
 * The Wasserstein distance of order 1, the earth mover's distance on a line: the area between two
 * distribution functions, in the unit of the values. Sums are compensated, and of samples each step's height
 * is a ratio of exact integers, |i m - j n| / (n m).
 */
import { allocateZeroed, release } from '../allocator';
import { Sum } from '../sum';

/** No distance is negative. */
const NO_ROOM: f64 = -1;

/** Of two sorted samples, neither empty. */
export function samples(x: usize, n: i32, y: usize, m: i32): f64 {
  const area = changetype<Sum | null>(allocateZeroed(offsetof<Sum>()));
  if (!area) return NO_ROOM;
  let i = 0;
  let j = 0;
  let last = min(load<f64>(x), load<f64>(y));
  while (i < n || j < m) {
    const isX = j == m || (i < n && load<f64>(x + (usize(i) << 3)) <= load<f64>(y + (usize(j) << 3)));
    const next = isX ? load<f64>(x + (usize(i) << 3)) : load<f64>(y + (usize(j) << 3));
    const height = abs(f64(i) * f64(m) - f64(j) * f64(n)) / (f64(n) * f64(m));
    if (next > last && height > 0) area.add(height * (next - last));
    last = next;
    if (isX) i++;
    else j++;
  }
  return finished(area);
}

/**
 * Of two histograms with n bins: ascending points that stand for the values of a bin, and counts, ofP and ofQ
 * in all.
 */
export function bins(points: usize, p: usize, q: usize, n: i32, ofP: f64, ofQ: f64): f64 {
  const area = changetype<Sum | null>(allocateZeroed(offsetof<Sum>()));
  if (!area) return NO_ROOM;
  let inP: f64 = 0;
  let inQ: f64 = 0;
  for (let i: usize = 0, end = usize(n - 1) << 3; i < end; i += 8) {
    inP += load<f64>(p + i);
    inQ += load<f64>(q + i);
    area.add(abs(inP / ofP - inQ / ofQ) * (load<f64>(points + i, 8) - load<f64>(points + i)));
  }
  return finished(area);
}

function finished(area: Sum): f64 {
  const value = area.value;
  release(changetype<usize>(area));
  return value;
}
