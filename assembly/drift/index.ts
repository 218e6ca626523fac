/** Two-sample statistics as the host sees them. Functions are named <structure><Verb>; see ../README.md. */
import * as divergence from './divergence';
import * as kolmogorovSmirnov from './kolmogorov-smirnov';
import * as sorting from './sort';
import * as wasserstein from './wasserstein';

/** Sorts n doubles at `at`: what the functions of samples want. NaN comes last. 1, or 0 without room. */
export function driftSort(at: usize, n: i32): i32 {
  return i32(sorting.sort(at, n));
}

/** Writes the greatest F - G, its location, the least F - G and its location to `to`, f64 each. */
export function driftKolmogorovSmirnov(x: usize, n: i32, y: usize, m: i32, to: usize): void {
  kolmogorovSmirnov.samples(x, n, y, m, to);
}

export function driftWasserstein(x: usize, n: i32, y: usize, m: i32): f64 {
  return wasserstein.samples(x, n, y, m);
}

/** As driftKolmogorovSmirnov, of n bins with the counts p and q; locations are indices of bins. */
export function driftBinnedKolmogorovSmirnov(
  p: usize,
  q: usize,
  n: i32,
  ofP: f64,
  ofQ: f64,
  to: usize,
): void {
  kolmogorovSmirnov.bins(p, q, n, ofP, ofQ, to);
}

export function driftBinnedWasserstein(points: usize, p: usize, q: usize, n: i32, ofP: f64, ofQ: f64): f64 {
  return wasserstein.bins(points, p, q, n, ofP, ofQ);
}

export function driftPopulationStability(
  p: usize,
  q: usize,
  n: i32,
  ofP: f64,
  ofQ: f64,
  emptyShare: f64,
): f64 {
  return divergence.populationStability(p, q, n, ofP, ofQ, emptyShare);
}

export function driftJensenShannon(p: usize, q: usize, n: i32, ofP: f64, ofQ: f64): f64 {
  return divergence.jensenShannon(p, q, n, ofP, ofQ);
}
