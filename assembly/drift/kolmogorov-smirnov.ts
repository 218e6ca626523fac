/**
 * The two-sample Kolmogorov-Smirnov statistic: how far the empirical distribution functions F of x and G of y
 * lie apart at most, to either side, and where. As scipy.stats.ks_2samp finds it: the differences F - G at
 * every value of x and then of y, ascending, with equal values counted as reached; the first of equal
 * extremes is the one.
 */

let most: f64 = 0;
let mostAt: f64 = 0;
let least: f64 = 0;
let leastAt: f64 = 0;

// @ts-ignore: decorator
@inline
function begin(): void {
  most = -Infinity;
  mostAt = NaN;
  least = Infinity;
  leastAt = NaN;
}

// @ts-ignore: decorator
@inline
function see(difference: f64, location: f64): void {
  if (difference > most) {
    most = difference;
    mostAt = location;
  }
  if (difference < least) {
    least = difference;
    leastAt = location;
  }
}

// @ts-ignore: decorator
@inline
function write(to: usize): void {
  store<f64>(to, most);
  store<f64>(to, mostAt, 8);
  store<f64>(to, least, 16);
  store<f64>(to, leastAt, 24);
}

/**
 * Writes the greatest F - G, its location, the least F - G and its location to `to`. Both samples are sorted
 * and not empty.
 */
export function samples(x: usize, n: i32, y: usize, m: i32, to: usize): void {
  begin();
  scan(x, n, x, n, y, m);
  scan(y, m, x, n, y, m);
  write(to);
}

/** Sees the difference at every value of one of the samples. */
function scan(values: usize, count: i32, x: usize, n: i32, y: usize, m: i32): void {
  let inX = 0;
  let inY = 0;
  for (const end = values + (usize(count) << 3); values < end; values += 8) {
    const value = load<f64>(values);
    while (inX < n && load<f64>(x + (usize(inX) << 3)) <= value) inX++;
    while (inY < m && load<f64>(y + (usize(inY) << 3)) <= value) inY++;
    see(f64(inX) / f64(n) - f64(inY) / f64(m), value);
  }
}

/**
 * The same of two histograms, at the upper ends of n bins whose counts are at p and q; locations are indices
 * of bins.
 */
export function bins(p: usize, q: usize, n: i32, ofP: f64, ofQ: f64, to: usize): void {
  begin();
  let inP: f64 = 0;
  let inQ: f64 = 0;
  for (let i = 0; i < n; i++) {
    inP += load<f64>(p + (usize(i) << 3));
    inQ += load<f64>(q + (usize(i) << 3));
    see(inP / ofP - inQ / ofQ, f64(i));
  }
  write(to);
}
