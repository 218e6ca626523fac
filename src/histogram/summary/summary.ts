/** The summary: what a set of values adds up to, in the least memory; no quantiles. */

import { type Constant, memory, summaryKernel, useKernel } from '../../kernel/index.ts';
import { snapshotOf } from '../base/snapshot-totals.ts';
import { type Layout, StagedHistogram } from '../base/staged-histogram.ts';
import { type SummarySnapshot, validSummarySnapshot } from './snapshot.ts';

let layout: Layout | undefined;

/** The kernel functions themselves: V8 calls an export of a module directly, a closure costs 10 ns more. */
function layoutOf(kernel: ReturnType<typeof summaryKernel>): Layout {
  return {
    record: kernel.summaryRecord,
    recordWeighted: kernel.summaryRecordWeighted,
    merge: kernel.summaryMerge,
    reset: kernel.summaryReset,
    free: kernel.summaryFree,
  };
}

/**
 * Count, sum, minimum, maximum, mean, variance, skewness and kurtosis of values, exact to rounding: batches
 * are taken in two passes and merged pairwise (Chan, Golub, LeVeque 1983; Pébay 2008), so that 1e9 and a
 * little noise still gives the noise's variance. All statistics are NaN when nothing was recorded.
 *
 * Moments hold powers up to the fourth: kurtosis wants deviations between 1e-75 and 1e75 or so; beyond the
 * doubles `variance` is Infinity, and skewness and kurtosis are NaN.
 *
 * @example
 * using loss = new Summary();
 * loss.recordMany([0.91, 0.72, 0.64]);
 * loss.mean;     // 0.7566…
 * loss.stdDev;   // 0.1132…
 */
export class Summary extends StagedHistogram {
  constructor() {
    super(summaryKernel().summaryCreate());
  }

  /** A summary with the content of a snapshot. @throws HISTOGRAM_SNAPSHOT */
  static from(snapshot: SummarySnapshot): Summary {
    validSummarySnapshot(snapshot);
    return new Summary().merge(snapshot);
  }

  protected override get layout(): Layout {
    layout ??= layoutOf(summaryKernel());
    return layout;
  }

  /** Of the values as a whole population: m2 / count. @throws HISTOGRAM_DISPOSED */
  get variance(): number {
    return this.moment(summaryKernel().SUMMARY_M2) / this.count;
  }

  /**
   * Of the population that the values are a sample of: m2 / (count - 1); NaN for less than two.
   *
   * @throws HISTOGRAM_DISPOSED
   */
  get sampleVariance(): number {
    const { count } = this;
    return count < 2 ? Number.NaN : this.moment(summaryKernel().SUMMARY_M2) / (count - 1);
  }

  /** The square root of `variance`. @throws HISTOGRAM_DISPOSED */
  get stdDev(): number {
    return Math.sqrt(this.variance);
  }

  /** The square root of `sampleVariance`. @throws HISTOGRAM_DISPOSED */
  get sampleStdDev(): number {
    return Math.sqrt(this.sampleVariance);
  }

  /**
   * Of the population, g1 = (m3 / n) / stdDev^3: above 0 with a long tail of large values. NaN if all values
   * are equal.
   *
   * @throws HISTOGRAM_DISPOSED
   */
  get skewness(): number {
    const { stdDev } = this;
    return this.higherMoment(summaryKernel().SUMMARY_M3) / this.moment(summaryKernel().SUMMARY_M2) / stdDev;
  }

  /**
   * Excess kurtosis of the population, g2 = (m4 / n) / variance^2 - 3: 0 for a normal distribution. NaN if all
   * values are equal.
   *
   * @throws HISTOGRAM_DISPOSED
   */
  get kurtosis(): number {
    const { variance } = this;
    return (
      this.higherMoment(summaryKernel().SUMMARY_M4) / this.moment(summaryKernel().SUMMARY_M2) / variance - 3
    );
  }

  /**
   * Adds everything that another summary, or a snapshot, holds: the outcome equals recording it all here. The
   * other is unchanged.
   *
   * @throws HISTOGRAM_DISPOSED, HISTOGRAM_SNAPSHOT
   */
  merge(other: Summary | SummarySnapshot): this {
    if (other instanceof Summary) {
      this.layout.merge(this.read(), other.read());
      return this;
    }
    const { count, rejected, sum, min, max, mean, m2, m3, m4 } = validSummarySnapshot(snapshotOf(other));
    const block = this.read();
    summaryKernel().summaryAddMoments(block, count, mean, m2, m3, m4);
    useKernel().headerAdd(block, count, rejected, sum, count ? min : Infinity, count ? max : -Infinity);
    return this;
  }

  /** Plain data, equal for equal recordings; see SummarySnapshot. */
  snapshot(): SummarySnapshot {
    const kernel = summaryKernel();
    const { count } = this;
    return Object.freeze({
      layout: 'summary',
      version: 1,
      count,
      sum: this.sum,
      min: this.min,
      max: this.max,
      rejected: this.rejected,
      mean: count ? this.moment(kernel.SUMMARY_MEAN) : Number.NaN,
      m2: this.moment(kernel.SUMMARY_M2),
      m3: this.higherMoment(kernel.SUMMARY_M3),
      m4: this.higherMoment(kernel.SUMMARY_M4),
    });
  }

  /** NaN beyond the doubles, where the kernel has either infinity or NaN. */
  private higherMoment(offset: Constant): number {
    const moment = this.moment(offset);
    return Number.isFinite(moment) ? moment : Number.NaN;
  }

  /** What rounding leaves as -0 is 0, as a value would be: JSON knows one zero. */
  private moment(offset: Constant): number {
    return (memory.f64[(this.read() + offset.value) / 8] as number) + 0;
  }
}
