/**
 * Mean and central moment sums, m_p = sum((v - mean)^p), merged pairwise.
 *
 * T. F. Chan, G. H. Golub, R. J. LeVeque, 1983 (m2); P. Pébay, SAND2008-6212, equations 2.1 and 3.1 (m3, m4).
 * With d = mean_b - mean_a and the shares a = n_a / n, b = n_b / n:
 *
 *     m2 = m2_a + m2_b + d^2 n_a b
 *     m3 = m3_a + m3_b + d^3 n_a b (a - b)             + 3 d (a m2_b - b m2_a)
 *     m4 = m4_a + m4_b + d^4 n_a b (a^2 - a b + b^2)   + 6 d^2 (a^2 m2_b + b^2 m2_a) + 4 d (a m3_b - b m3_a)
 *
 *     Example, {1, 3} and {8}: d = 8 - 2 = 6, m2 = 2 + 0 + 36 * 2 * 1/3 = 26, and 9 + 1 + 16 is.
 *
 * The mean is kept in two doubles. Where values are large and differ little (1e9 + noise), d is the
 * difference of two means that agree in most of their digits, and one double for each would leave nothing but
 * rounding in it.
 */

@unmanaged
export class Moments {
  mean: f64;
  /** What rounding has taken from `mean`. */
  meanRest: f64;
  m2: f64;
  m3: f64;
  m4: f64;

  clear(): void {
    this.mean = 0;
    this.meanRest = 0;
    this.m2 = 0;
    this.m3 = 0;
    this.m4 = 0;
  }

  /** Merges the moments of `countB` values, countB >= 1, into those of `countA`. */
  merge(countA: f64, countB: f64, mean: f64, meanRest: f64, m2: f64, m3: f64, m4: f64): void {
    if (countA == 0) {
      this.mean = mean;
      this.meanRest = meanRest;
      this.m2 = m2;
      this.m3 = m3;
      this.m4 = m4;
      return;
    }
    const a = countA / (countA + countB);
    const b = countB / (countA + countB);
    const d = mean - this.mean + (meanRest - this.meanRest);
    const dd = d * d;
    const weight = countA * b;
    this.m4 +=
      m4 +
      dd * dd * weight * (a * a - a * b + b * b) +
      6 * dd * (a * a * m2 + b * b * this.m2) +
      4 * d * (a * m3 - b * this.m3);
    this.m3 += m3 + dd * d * weight * (a - b) + 3 * d * (a * m2 - b * this.m2);
    this.m2 += m2 + dd * weight;
    if (!isFinite(d)) {
      this.mean = a * this.mean + b * mean;
    } else if (a < b) {
      // From the side with more values: what is left of a mean of few that was large is exact then too.
      this.mean = mean;
      this.meanRest = meanRest;
      this.move(-d * a);
    } else {
      this.move(d * b);
    }
  }

  /** Moves the mean; the digits that do not fit go to the rest (Møller's and Knuth's sum of two doubles). */
  private move(by: f64): void {
    by += this.meanRest;
    const moved = this.mean + by;
    const part = moved - this.mean;
    this.meanRest = this.mean - (moved - part) + (by - part);
    this.mean = moved;
  }
}
