/** Divergences of two histograms with the same n bins: counts at p and q, ofP and ofQ of them in all. */
import { log2 } from './logarithm';

const LN_2: f64 = 0.6931471805599453;

/**
 * The population stability index, the sum of (p - q) ln(p / q) over the shares of the bins. An empty bin
 * would make it infinite: its share counts as `emptyShare`.
 */
export function populationStability(p: usize, q: usize, n: i32, ofP: f64, ofQ: f64, emptyShare: f64): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0, end = usize(n) << 3; i < end; i += 8) {
    const inP = load<f64>(p + i);
    const inQ = load<f64>(q + i);
    const shareP = inP > 0 ? inP / ofP : emptyShare;
    const shareQ = inQ > 0 ? inQ / ofQ : emptyShare;
    sum += (shareP - shareQ) * (log2(shareP) - log2(shareQ));
  }
  return sum * LN_2;
}

/**
 * The Jensen-Shannon divergence to base 2, in [0, 1]: the mean of the divergences of Kullback and Leibler of
 * p and of q from the mixture of both.
 */
export function jensenShannon(p: usize, q: usize, n: i32, ofP: f64, ofQ: f64): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0, end = usize(n) << 3; i < end; i += 8) {
    const shareP = load<f64>(p + i) / ofP;
    const shareQ = load<f64>(q + i) / ofQ;
    const mixture = (shareP + shareQ) / 2;
    sum += relativeTo(mixture, shareP) + relativeTo(mixture, shareQ);
  }
  return min(max(sum / 2, 0), 1);
}

function relativeTo(mixture: f64, share: f64): f64 {
  return share > 0 ? share * log2(share / mixture) : 0;
}
