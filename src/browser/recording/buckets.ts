/**
 * The exponential histogram of a page, for one interval: the buckets of the kernel without the kernel, which is half of what a
 * page may be asked to download, and which strict policies forbid to compile. It counts some hundred values a second, at tens of
 * nanoseconds each; assembly/exponential counts a hundred million. A test holds both to the same snapshots.
 */
import type { BucketRange, ExponentialSnapshot } from '../../histogram/index.ts';
import { indexOf } from './bucket-index.ts';

/** As every series of a telemetry has them. */
const SCALE = 5;
const MAX_BUCKETS = 2048;
const ZERO_THRESHOLD = 2 ** -1022;

/** Counts by index. */
type Counts = Map<number, number>;

export class Buckets {
  private readonly bounds: readonly number[];
  private readonly inBounds: Float64Array;
  private scale = SCALE;
  private positive: Counts = new Map();
  private negative: Counts = new Map();
  private count = 0;
  private sum = 0;
  /** What rounding took from the sum (Neumaier). */
  private lost = 0;
  private min = Infinity;
  private max = -Infinity;
  private zeroCount = 0;

  /** @param bounds of exact buckets beside these */
  constructor(bounds: readonly number[] = []) {
    this.bounds = bounds;
    this.inBounds = new Float64Array(bounds.length + 1);
  }

  /** @param value finite */
  record(value: number): void {
    const magnitude = Math.abs(value);
    if (magnitude <= ZERO_THRESHOLD) this.zeroCount += 1;
    else this.increment(value > 0 ? this.positive : this.negative, magnitude);
    this.count += 1;
    this.min = Math.min(this.min, value + 0);
    this.max = Math.max(this.max, value + 0);
    const { sum, bounds, inBounds } = this;
    this.sum += value;
    this.lost += Math.abs(sum) >= magnitude ? sum - this.sum + value : value - this.sum + sum;
    const found = bounds.findIndex((bound) => value <= bound);
    const at = found < 0 ? bounds.length : found;
    inBounds[at] = (inBounds[at] as number) + 1;
  }

  /** Of one value at least. */
  snapshot(): ExponentialSnapshot {
    while (Math.max(extentOf(this.positive), extentOf(this.negative)) > MAX_BUCKETS) this.coarsen();
    const { scale, count, min, max, zeroCount, bounds, inBounds } = this;
    return {
      layout: 'exponential',
      version: 1,
      scale,
      maxBuckets: MAX_BUCKETS,
      count,
      sum: this.sum + (Number.isFinite(this.sum) ? this.lost : 0),
      min,
      max,
      rejected: 0,
      zeroCount,
      zeroThreshold: ZERO_THRESHOLD,
      positive: rangeOf(this.positive),
      negative: rangeOf(this.negative),
      ...(bounds.length > 0 && { explicit: { bounds, counts: inBounds } }),
    };
  }

  private increment(counts: Counts, magnitude: number): void {
    const index = indexOf(magnitude) >> (SCALE - this.scale);
    counts.set(index, (counts.get(index) ?? 0) + 1);
    // However far values lie apart, so many are all that are kept.
    if (counts.size > MAX_BUCKETS) this.coarsen();
  }

  /** Two buckets become one. */
  private coarsen(): void {
    this.scale -= 1;
    this.positive = halved(this.positive);
    this.negative = halved(this.negative);
  }
}

function halved(counts: Counts): Counts {
  const half: Counts = new Map();
  for (const [index, count] of counts) half.set(index >> 1, (half.get(index >> 1) ?? 0) + count);
  return half;
}

/** From the first to the last. */
function extentOf(counts: Counts): number {
  return counts.size && Math.max(...counts.keys()) - Math.min(...counts.keys()) + 1;
}

function rangeOf(counts: Counts): BucketRange {
  const offset = counts.size && Math.min(...counts.keys());
  const dense = new Float64Array(extentOf(counts));
  for (const [index, count] of counts) dense[index - offset] = count;
  return { offset, counts: dense };
}
