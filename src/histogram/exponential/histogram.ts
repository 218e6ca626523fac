/** The exponential histogram: any finite double, a proven relative error, exact merges. */
import { memory, type Pointer, refreshViews, useKernel } from '../../kernel/index.ts';
import { validBounds } from '../base/bounds.ts';
import { BucketHistogram, type BucketLayout } from '../base/bucket-histogram.ts';
import type { BucketRange } from '../base/bucket-range.ts';
import { fetchDoubles, lend } from '../base/doubles.ts';
import { integerOption, powerOfTwo, requireOptionNames } from '../base/options.ts';
import { snapshotOf } from '../base/snapshot-totals.ts';
import { drawnIn } from './at-or-under.ts';
import { commonBounds, countsIn } from './common-bounds.ts';
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

const DEFAULT_SCALE = 5;
const DEFAULT_MAX_BUCKETS = 2048;

const NO_BUCKETS: BucketRange = { offset: 0, counts: new Float64Array(0) };

let layout: BucketLayout | undefined;

/** The kernel functions themselves: V8 calls an export of a module directly, a closure around it costs 10 ns more. */
function exponentialLayout(): BucketLayout {
  const kernel = useKernel();
  layout ??= {
    record: kernel.exponentialRecord,
    recordWeighted: kernel.exponentialRecordWeighted,
    merge: kernel.exponentialMerge,
    quantiles: kernel.exponentialQuantiles,
    ranks: kernel.exponentialRanks,
    reset: kernel.exponentialReset,
    free: kernel.exponentialFree,
  };
  return layout;
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
export class Histogram extends BucketHistogram {
  private readonly maxBuckets: number;
  private readonly declaredBounds: readonly number[] | undefined;
  /** Those of the declared that everything in the histogram was counted in: what was merged may have others, or none. */
  private explicitBounds: readonly number[] | undefined;

  /** @throws HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE, HISTOGRAM_BOUNDS_ORDER */
  constructor(options: HistogramOptions = {}) {
    requireOptionNames(options, ['scale', 'maxBuckets', 'bounds']);
    const scale = integerOption('scale', options.scale ?? DEFAULT_SCALE, -4, 8);
    const maxBuckets = powerOfTwo('maxBuckets', options.maxBuckets ?? DEFAULT_MAX_BUCKETS, 128, 65536);
    super(exponentialLayout(), useKernel().exponentialCreate(scale, maxBuckets));
    this.maxBuckets = maxBuckets;
    const { bounds } = options;
    this.declaredBounds = bounds === undefined || bounds.length === 0 ? undefined : validBounds(bounds);
    if (this.declaredBounds !== undefined) this.setBounds(this.declaredBounds);
  }

  /** A histogram with the content and the bounds of a snapshot. @throws HISTOGRAM_SNAPSHOT */
  static from(snapshot: ExponentialSnapshot): Histogram {
    const { scale, maxBuckets, explicit } = validSnapshot(snapshot);
    const bounds = explicit?.bounds;
    return new Histogram({ scale, maxBuckets, ...(bounds && { bounds }) }).merge(snapshot);
  }

  /** The scale in force. */
  get scale(): number {
    const at = this.read() + useKernel().EXPONENTIAL_SCALE.value;
    return memory.i32[at / 4] as number;
  }

  /**
   * Adds everything that another histogram, or a snapshot, holds: the outcome equals recording it all here, in
   * any order and at any scales. Explicit buckets are left at the bounds that both have, until `reset`. The other is
   * unchanged.
   *
   * @throws HISTOGRAM_DISPOSED, HISTOGRAM_SNAPSHOT
   */
  merge(other: Histogram | ExponentialSnapshot): this {
    if (other instanceof Histogram) {
      if (this.explicitBounds !== undefined && other.count > 0) this.mergeExplicit(other.explicit());
      this.layout.merge(this.read(), other.read());
    } else {
      const snapshot = validSnapshot(snapshotOf(other));
      if (this.explicitBounds !== undefined && snapshot.count > 0) this.mergeExplicit(snapshot.explicit);
      this.mergeSnapshot(snapshot);
    }
    refreshViews();
    return this;
  }

  /** Plain data, equal for equal recordings; see ExponentialSnapshot. */
  snapshot(): ExponentialSnapshot {
    const borrowed = this.borrow();
    const { positive, negative, explicit } = borrowed;
    return Object.freeze({
      ...borrowed,
      positive: kept(positive),
      negative: kept(negative),
      ...(explicit && { explicit: { bounds: explicit.bounds, counts: explicit.counts.slice() } }),
    });
  }

  /**
   * @internal As `snapshot()`, for whoever reads it at once: its counts may lie in kernel memory, and the next call of
   * any histogram writes over them.
   */
  borrow(): ExponentialSnapshot {
    const kernel = useKernel();
    const block = this.read();
    const positives = kernel.exponentialExtent(block, 0);
    const negatives = kernel.exponentialExtent(block, 1);
    // Which holds nothing between two calls. Elsewhere, room for the one range may move the memory under the other.
    const isRoomy = positives + negatives <= kernel.BATCH_VALUES.value;
    const region = isRoomy ? kernel.batchRegion() : undefined;
    const { min, max } = this;
    // Written field by field: expositions read thousands, and spreading objects takes as long as all the rest (measured).
    const snapshot: { -readonly [Field in keyof ExponentialSnapshot]: ExponentialSnapshot[Field] } = {
      layout: 'exponential',
      version: 1,
      scale: this.scale,
      maxBuckets: this.maxBuckets,
      count: this.count,
      sum: this.sum,
      min,
      max,
      rejected: this.rejected,
      zeroCount: kernel.exponentialZeroCount(block),
      zeroThreshold: 2 ** -1022,
      positive: this.range(0, positives, region),
      negative: this.range(1, negatives, region && ((region + positives * 8) as Pointer)),
    };
    if (min === this.headerField(kernel.EXPONENTIAL_MIN_BOUND)) snapshot.isMinBound = true;
    if (max === this.headerField(kernel.EXPONENTIAL_MAX_BOUND)) snapshot.isMaxBound = true;
    const { explicitBounds: bounds } = this;
    if (bounds !== undefined) snapshot.explicit = { bounds, counts: this.countsInBounds(bounds) };
    return snapshot;
  }

  /**
   * How many values are at or under each bound. Exact at the histogram's own bounds, under the minimum and from the
   * maximum on. Else the bucket that holds the bound counts as under it: never too low, and never falling as the bound
   * rises.
   *
   * @param bounds in any order; no NaN. @throws HISTOGRAM_BOUND
   */
  override countsAtOrUnder(bounds: readonly number[]): number[] {
    const counts = super.countsAtOrUnder(bounds);
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

  /** In kernel memory: good until anything happens to a histogram. */
  private countsInBounds(bounds: readonly number[]): Float64Array {
    const at = useKernel().exponentialBoundedCounts(this.read()) / 8;
    return memory.f64.subarray(at, at + bounds.length + 1);
  }

  /** Counts in buckets of these bounds from now on, from zero. */
  private setBounds(bounds: readonly number[] | undefined): void {
    const { block } = this;
    const kernel = useKernel();
    this.explicitBounds = bounds;
    if (bounds === undefined) kernel.exponentialSetBounds(block, 0 as Pointer, 0);
    else lend(Float64Array.from(bounds), (at) => kernel.exponentialSetBounds(block, at, bounds.length));
  }

  private mergeExplicit(explicit: ExplicitBuckets | undefined): void {
    const own = this.explicit() as ExplicitBuckets;
    const bounds = commonBounds([own, explicit]);
    if (bounds !== own.bounds) this.setBounds(bounds);
    if (bounds === undefined || explicit === undefined) return;
    const counts = this.countsInBounds(bounds);
    const [before, added] = [countsIn(bounds, own), countsIn(bounds, explicit)];
    for (let i = 0; i < counts.length; i++) counts[i] = (before[i] as number) + (added[i] as number);
  }

  /** @param region where the counts are to be; they are copied if left out. */
  private range(negative: 0 | 1, extent: number, region: Pointer | undefined): BucketRange {
    if (extent === 0) return NO_BUCKETS;
    const kernel = useKernel();
    const block = this.read();
    const offset = kernel.exponentialOffset(block, negative);
    const write = (at: Pointer) => kernel.exponentialCounts(block, negative, at);
    if (region === undefined) return { offset, counts: fetchDoubles(extent, write) };
    write(region);
    return { offset, counts: memory.f64.subarray(region / 8, region / 8 + extent) };
  }

  private mergeSnapshot(snapshot: ExponentialSnapshot): void {
    const kernel = useKernel();
    const block = this.read();
    this.addRange(block, 0, snapshot.scale, snapshot.positive);
    this.addRange(block, 1, snapshot.scale, snapshot.negative);
    kernel.exponentialAddZeros(block, snapshot.zeroCount);
    const { count, rejected, sum, min, max, isMinBound, isMaxBound } = snapshot;
    kernel.exponentialAddBounds(block, isMinBound ? min : Infinity, isMaxBound ? max : -Infinity);
    kernel.headerAdd(block, count, rejected, sum, count > 0 ? min : Infinity, count > 0 ? max : -Infinity);
  }

  private addRange(block: Pointer, negative: 0 | 1, scale: number, { offset, counts }: BucketRange): void {
    // Without buckets too: the kernel goes by the scale as well.
    const kernel = useKernel();
    const at = kernel.allocate(counts.length * 8);
    refreshViews();
    memory.f64.set(counts, at / 8);
    kernel.exponentialAddBuckets(block, negative, scale, offset, at, counts.length);
    kernel.release(at);
  }
}

function kept({ offset, counts }: BucketRange): BucketRange {
  return { offset, counts: counts.slice() };
}
