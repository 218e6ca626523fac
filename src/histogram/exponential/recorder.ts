/**
 * The recording part of the exponential histogram: all that a series of a metric needs, so that a bundle of telemetry
 * carries no more. It trusts its caller; Histogram checks what it is handed, and answers questions.
 */
import {
  type Constant,
  memory,
  type Pointer,
  prepareKernel,
  requireRoom,
  useKernel,
} from '../../kernel/index.ts';
import type { BucketRange } from '../base/bucket-range.ts';
import { fetchDoubles, lend } from '../base/doubles.ts';
import { type Layout, StagedHistogram } from '../base/staged-histogram.ts';
import type { ExponentialSnapshot } from './snapshot.ts';

export const DEFAULT_SCALE = 5;
export const DEFAULT_MAX_BUCKETS = 2048;

export const NO_BUCKETS: BucketRange = { offset: 0, counts: new Float64Array(0) };

/**
 * The kernel functions themselves: V8 calls an export of a module directly, a closure around it costs 10 ns more. They are there
 * when the first block is.
 */
const layout = {} as Layout;

/** The address of a new block; 0 where there is no room. */
export function createExponential(scale: number, maxBuckets: number): number {
  const kernel = useKernel();
  if (layout.record === undefined) {
    layout.record = kernel.exponentialRecord;
    layout.recordWeighted = kernel.exponentialRecordWeighted;
    layout.merge = kernel.exponentialMerge;
    layout.reset = kernel.exponentialReset;
    layout.free = kernel.exponentialFree;
  }
  return kernel.exponentialCreate(scale, maxBuckets);
}

export class ExponentialRecorder extends StagedHistogram {
  /** Upper bounds of the explicit buckets that everything in the histogram was counted in; undefined if there are none. */
  protected explicitBounds: readonly number[] | undefined;

  /**
   * @param bounds see HistogramOptions, as the others; one at least, if not undefined.
   * @param isAsleep see SeriesRecorder
   * @throws KERNEL_MEMORY
   */
  constructor(
    bounds?: readonly number[],
    scale = DEFAULT_SCALE,
    maxBuckets = DEFAULT_MAX_BUCKETS,
    isAsleep = false,
  ) {
    super(isAsleep ? prepareKernel() : createExponential(scale, maxBuckets));
    this.explicitBounds = bounds;
    if (bounds !== undefined && !isAsleep) this.setBounds(bounds);
  }

  protected override get layout(): Layout {
    return layout;
  }

  /** The scale in force. */
  get scale(): number {
    return this.field(useKernel().EXPONENTIAL_SCALE);
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
    // Which holds nothing between two calls.
    const isRoomy = positives + negatives <= kernel.BATCH_VALUES.value;
    const region = isRoomy ? kernel.batchRegion() : undefined;
    const { min, max } = this;
    // Written field by field: expositions read thousands, and spreading objects takes as long as all the rest (measured).
    const snapshot: { -readonly [Field in keyof ExponentialSnapshot]: ExponentialSnapshot[Field] } = {
      layout: 'exponential',
      version: 1,
      scale: this.scale,
      maxBuckets: this.field(kernel.EXPONENTIAL_MAX_BUCKETS),
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

  private field(offset: Constant): number {
    return memory.i32[(this.read() + offset.value) / 4] as number;
  }

  /** Counts in buckets of these bounds from now on, from zero. */
  protected setBounds(bounds: readonly number[] | undefined): void {
    this.explicitBounds = bounds;
    const { block } = this;
    const values = bounds ?? [];
    lend([values], (at) => requireRoom(useKernel().exponentialSetBounds(block, at, values.length)));
  }

  /** In kernel memory: good until anything happens to a histogram. */
  protected countsInBounds(bounds: readonly number[]): Float64Array {
    const at = (useKernel().exponentialBoundedCounts(this.read()) >>> 0) / 8;
    return memory.f64.subarray(at, at + bounds.length + 1);
  }

  /** @param region where the counts are to be; they are copied if left out. */
  private range(negative: 0 | 1, extent: number, region: Pointer | undefined): BucketRange {
    if (extent === 0) return NO_BUCKETS;
    const kernel = useKernel();
    const block = this.read();
    const offset = kernel.exponentialOffset(block, negative);
    const write = (from: number, n: number, at: Pointer) =>
      kernel.exponentialCounts(block, negative, offset + from, n, at);
    if (region === undefined) return { offset, counts: fetchDoubles(extent, write) };
    write(0, extent, region);
    return { offset, counts: memory.f64.subarray(region / 8, region / 8 + extent) };
  }
}

function kept({ offset, counts }: BucketRange): BucketRange {
  return { offset, counts: counts.slice() };
}

/** Of nothing at all, at the default accuracy: it takes no kernel. */
export function emptySnapshot(bounds?: readonly number[], rejected = 0): ExponentialSnapshot {
  return {
    layout: 'exponential',
    version: 1,
    scale: DEFAULT_SCALE,
    maxBuckets: DEFAULT_MAX_BUCKETS,
    count: 0,
    sum: 0,
    min: Number.NaN,
    max: Number.NaN,
    rejected,
    zeroCount: 0,
    zeroThreshold: 2 ** -1022,
    positive: NO_BUCKETS,
    negative: NO_BUCKETS,
    ...(bounds && { explicit: { bounds, counts: new Float64Array(bounds.length + 1) } }),
  };
}
