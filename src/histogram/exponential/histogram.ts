/** The exponential histogram: any finite double, a proven relative error, exact merges. */
import { refreshViews, requireRoom, useKernel } from '../../kernel/index.ts';
import { validBounds } from '../base/bounds.ts';
import { quantilesIn, ranksIn } from '../base/bucket-queries.ts';
import { integerOption, powerOfTwo, requireOptionNames } from '../base/options.ts';
import { snapshotOf } from '../base/snapshot-totals.ts';
import { drawnIn } from './at-or-under.ts';
import { commonBounds, countsIn } from './common-bounds.ts';
import { MergingRecorder } from './merging-recorder.ts';
import { DEFAULT_MAX_BUCKETS, DEFAULT_SCALE } from './recorder.ts';
import { type ExplicitBuckets, type ExponentialSnapshot, validSnapshot } from './snapshot.ts';

export interface HistogramOptions {
  /**
   * Accuracy: buckets per power of two are 2^scale, and quantiles are within (base - 1) / (base + 1) of the exact
   * ones, base = 2^(2^-scale): 2.2 % at 4, 1.1 % at 5, 0.54 % at 6, 0.14 % at 8. Whole, -4 to 8; 5 if left out.
   * The scale in force is lower only while the values spread over more than `maxBuckets`.
   */
  readonly scale?: number;
  /**
   * Bound on the buckets of each sign, and so on the memory: 4 bytes each. When values spread wider, the scale is
   * lowered, exactly. A power of two, 128 to 65536; 2048 if left out, which at scale 5 spans 19 decades.
   */
  readonly maxBuckets?: number;
  /**
   * Upper bounds, ascending and finite, without +Inf: values are counted in these explicit buckets too, exactly, a value
   * that equals a bound under it. None if left out; each bound costs 16 bytes, and each value about a nanosecond.
   */
  readonly bounds?: readonly number[];
}

/**
 * Counts of values in exponentially growing buckets (OpenTelemetry data model, ExponentialHistogram), with the
 * exact count, sum, minimum and maximum. A quantile is the value of nearest rank, the ceil(q * count)-th smallest,
 * within (base - 1) / (base + 1) of the exact one; 0 and 1 give the exact minimum and maximum.
 *
 * @example
 * using latency = new Histogram();
 * latency.record(0.0251);
 * const [median, p99] = latency.quantiles([0.5, 0.99]);
 */
export class Histogram extends MergingRecorder {
  /** Those of the options: what was merged may have others, or none, and `explicitBounds` are what is left of these. */
  private readonly declaredBounds: readonly number[] | undefined;

  /** @throws HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE, HISTOGRAM_BOUNDS_ORDER, KERNEL_MEMORY */
  constructor(options: HistogramOptions = {}) {
    requireOptionNames(options, ['scale', 'maxBuckets', 'bounds']);
    const scale = integerOption('scale', options.scale ?? DEFAULT_SCALE, -4, 8);
    const maxBuckets = powerOfTwo('maxBuckets', options.maxBuckets ?? DEFAULT_MAX_BUCKETS, 128, 65536);
    const { bounds } = options;
    super(bounds === undefined || bounds.length === 0 ? undefined : validBounds(bounds), scale, maxBuckets);
    this.declaredBounds = this.explicitBounds;
  }

  /** A histogram with the content and the bounds of a snapshot. @throws HISTOGRAM_SNAPSHOT */
  static from(snapshot: ExponentialSnapshot): Histogram {
    const { scale, maxBuckets, explicit } = validSnapshot(snapshot);
    const bounds = explicit?.bounds;
    return new Histogram({ scale, maxBuckets, ...(bounds && { bounds }) }).merge(snapshot);
  }

  /**
   * Adds everything that another histogram, or a snapshot, holds: the outcome equals recording it all here, in
   * any order and at any scales. Explicit buckets are left at the bounds that both have, until `reset`. The other is
   * unchanged.
   *
   * @throws HISTOGRAM_DISPOSED, HISTOGRAM_SNAPSHOT; KERNEL_MEMORY, and nothing is added, where there is no room
   */
  merge(other: Histogram | ExponentialSnapshot): this {
    if (other instanceof Histogram) {
      requireRoom(this.layout.merge(this.read(), other.read()) as number);
      refreshViews();
      // Mostly neither has any, and nothing need be read.
      const { explicitBounds = other.explicitBounds } = this;
      if (explicitBounds !== undefined && other.count > 0) this.mergeExplicit(other.explicit());
    } else {
      const snapshot = validSnapshot(snapshotOf(other));
      this.addSnapshot(snapshot);
      if (snapshot.count > 0) this.mergeExplicit(snapshot.explicit);
    }
    return this;
  }

  /**
   * The value at a quantile, as exact as the class says. NaN for an empty histogram.
   *
   * @param q in [0, 1]. @throws HISTOGRAM_QUANTILE_RANGE, HISTOGRAM_DISPOSED
   */
  quantile(q: number): number {
    return this.quantiles([q])[0] as number;
  }

  /** Several quantiles in one pass over the buckets, in the order asked for. @throws as `quantile` */
  quantiles(qs: readonly number[]): number[] {
    return quantilesIn(this.read(), qs, useKernel().exponentialQuantiles);
  }

  /**
   * How many values are at or under each bound. Exact at the histogram's own bounds, under the minimum and from the
   * maximum on. Else the bucket that holds the bound counts as under it: never too low, and never falling as the bound
   * rises.
   *
   * @param bounds in any order; no NaN. @throws HISTOGRAM_BOUND, HISTOGRAM_DISPOSED
   */
  countsAtOrUnder(bounds: readonly number[]): number[] {
    const counts = ranksIn(this.read(), bounds, useKernel().exponentialRanks);
    const explicit = this.explicit();
    return explicit === undefined ? counts : drawnIn(counts, bounds, explicit);
  }

  /** Forgets everything recorded; the options stay, bounds that a merge took away included. @throws HISTOGRAM_DISPOSED */
  override reset(): void {
    super.reset();
    if (this.explicitBounds !== this.declaredBounds) this.setBounds(this.declaredBounds);
  }

  private explicit(): ExplicitBuckets | undefined {
    const { explicitBounds: bounds } = this;
    return bounds && { bounds, counts: this.countsInBounds(bounds).slice() };
  }

  private mergeExplicit(added: ExplicitBuckets | undefined): void {
    const own = this.explicit();
    const bounds = commonBounds([own, added]);
    if (bounds !== own?.bounds) this.setBounds(bounds);
    if (bounds === undefined) return;
    const [before, more] = [own, added].map((part) => countsIn(bounds, part as ExplicitBuckets)) as [
      Float64Array,
      Float64Array,
    ];
    this.countsInBounds(bounds).set(before.map((count, i) => count + (more[i] as number)));
  }
}
