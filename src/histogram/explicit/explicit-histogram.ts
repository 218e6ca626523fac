/** The histogram with explicit buckets: the bounds are the caller's, and counts at them are exact. */

import { InferometerError } from '../../errors.ts';
import { explicitKernel, useKernel } from '../../kernel/index.ts';
import { equalBounds, OPENTELEMETRY_BOUNDS, validBounds } from '../base/bounds.ts';
import { quantilesIn, ranksIn } from '../base/bucket-queries.ts';
import { fetchDoubles, lend } from '../base/doubles.ts';
import { requireOptionNames } from '../base/options.ts';
import { snapshotOf } from '../base/snapshot-totals.ts';
import { type Layout, StagedHistogram } from '../base/staged-histogram.ts';
import { type ExplicitSnapshot, validExplicitSnapshot } from './snapshot.ts';

export interface ExplicitHistogramOptions {
  /**
   * Upper bounds of the buckets, `le`: a value equal to a bound lies under it, one just above in the next
   * bucket. Strictly ascending finite numbers, 1 to 1000; the bucket up to +Infinity is always there beside
   * them. OPENTELEMETRY_BOUNDS if left out.
   */
  readonly bounds?: readonly number[] | Float64Array;
}

let layout: Layout | undefined;

/** The kernel functions themselves: V8 calls an export of a module directly, a closure costs 10 ns more. */
function layoutOf(kernel: ReturnType<typeof explicitKernel>): Layout {
  return {
    record: kernel.explicitRecord,
    recordWeighted: kernel.explicitRecordWeighted,
    merge: kernel.explicitMerge,
    reset: kernel.explicitReset,
    free: kernel.explicitFree,
  };
}

/**
 * Counts of values in buckets with given upper bounds (OpenTelemetry's explicit bucket histogram, the classic
 * histogram of Prometheus), with the exact count, sum, minimum and maximum.
 *
 * Counts at the bounds are exact for every double. Between them only the bucket is known, so `quantile`
 * interpolates as Prometheus' histogram_quantile does, evenly inside the bucket, and `countsAtOrUnder`
 * likewise; but both draw the ends of the buckets in to the exact minimum and maximum. A quantile is off by
 * the width of its bucket at most. For a relative error that holds everywhere, use Histogram.
 *
 * @example
 * using latency = new ExplicitHistogram({ bounds: [0.1, 0.3, 1.2, 5] });   // seconds
 * latency.record(0.3);
 * latency.countsAtOrUnder([0.3]);   // [1]
 */
export class ExplicitHistogram extends StagedHistogram {
  /** The upper bounds, without +Infinity. */
  readonly bounds: readonly number[];

  /** @throws HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE, HISTOGRAM_BOUNDS_ORDER, KERNEL_MEMORY */
  constructor(options: ExplicitHistogramOptions = {}) {
    requireOptionNames(options, ['bounds']);
    const bounds = validBounds(options.bounds ?? OPENTELEMETRY_BOUNDS);
    super(create(bounds));
    this.bounds = bounds;
  }

  /** A histogram with the content and the bounds of a snapshot. @throws HISTOGRAM_SNAPSHOT */
  static from(snapshot: ExplicitSnapshot): ExplicitHistogram {
    const { bounds } = validExplicitSnapshot(snapshot);
    return new ExplicitHistogram({ bounds }).merge(snapshot);
  }

  protected override get layout(): Layout {
    layout ??= layoutOf(explicitKernel());
    return layout;
  }

  /**
   * Adds everything that another histogram, or a snapshot, holds: the outcome equals recording it all here.
   * The other is unchanged.
   *
   * @throws HISTOGRAM_BOUNDS_DIFFER, HISTOGRAM_DISPOSED, HISTOGRAM_SNAPSHOT
   */
  merge(other: ExplicitHistogram | ExplicitSnapshot): this {
    if (other instanceof ExplicitHistogram) {
      this.requireBoundsOf(other);
      this.layout.merge(this.read(), other.read());
      return this;
    }
    const { bounds, counts, count, rejected, sum, min, max } = validExplicitSnapshot(snapshotOf(other));
    this.requireBoundsOf({ bounds });
    const block = this.read();
    lend([counts], (at) => explicitKernel().explicitAddBuckets(block, at));
    useKernel().headerAdd(block, count, rejected, sum, count ? min : Infinity, count ? max : -Infinity);
    return this;
  }

  /**
   * Takes away what an earlier state of the same recording holds, and so leaves what came since: the
   * difference of two cumulative snapshots. Counts are exact. So are minimum and maximum where they have
   * moved since; else they are the ends of the first and the last bucket that still hold a value.
   *
   * @throws HISTOGRAM_DIFFERENCE, and nothing is changed, if `earlier` holds values that this histogram does not;
   *   HISTOGRAM_BOUNDS_DIFFER, HISTOGRAM_DISPOSED, HISTOGRAM_SNAPSHOT
   * @example
   * const lastMinute = ExplicitHistogram.from(now).subtract(aMinuteAgo).snapshot();
   */
  subtract(earlier: ExplicitHistogram | ExplicitSnapshot): this {
    if (!(earlier instanceof ExplicitHistogram)) return this.subtractSnapshot(snapshotOf(earlier));
    this.requireBoundsOf(earlier);
    if (explicitKernel().explicitSubtract(this.read(), earlier.read()) === 0) {
      throw new InferometerError(
        'HISTOGRAM_DIFFERENCE',
        'the histogram to subtract holds values that this one does not. Subtract the earlier from the later, and start anew after a reset().',
      );
    }
    return this;
  }

  private subtractSnapshot(snapshot: ExplicitSnapshot): this {
    const earlier = ExplicitHistogram.from(snapshot);
    try {
      return this.subtract(earlier);
    } finally {
      earlier.dispose();
    }
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
    return quantilesIn(this.read(), qs, explicitKernel().explicitQuantiles);
  }

  /**
   * How many values are at or under each bound: exact at the histogram's own bounds.
   *
   * @param bounds in any order; no NaN. @throws HISTOGRAM_BOUND, HISTOGRAM_DISPOSED
   */
  countsAtOrUnder(bounds: readonly number[]): number[] {
    return ranksIn(this.read(), bounds, explicitKernel().explicitRanks);
  }

  /** Plain data, equal for equal recordings; see ExplicitSnapshot. */
  snapshot(): ExplicitSnapshot {
    const block = this.read();
    return Object.freeze({
      layout: 'explicit',
      version: 1,
      bounds: Float64Array.from(this.bounds),
      counts: fetchDoubles(this.bounds.length + 1, (_from, _n, at) =>
        explicitKernel().explicitCounts(block, at),
      ),
      count: this.count,
      sum: this.sum,
      min: this.min,
      max: this.max,
      rejected: this.rejected,
    });
  }

  private requireBoundsOf({ bounds }: { readonly bounds: ArrayLike<number> }): void {
    if (equalBounds(this.bounds, bounds)) return;
    throw new InferometerError(
      'HISTOGRAM_BOUNDS_DIFFER',
      `the bounds of the two histograms differ (${this.bounds.length} and ${bounds.length} of them). Make both with the same bounds, or record into Histogram, which merges with any other.`,
    );
  }
}

function create(bounds: readonly number[]): number {
  let address = 0;
  lend([bounds], (at) => {
    address = explicitKernel().explicitCreate(at, bounds.length);
  });
  return address;
}
