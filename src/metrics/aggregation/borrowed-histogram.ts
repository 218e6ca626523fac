/**
 * What a series recorded up to now, for whoever is done with it before anything else happens to a histogram. Pages of
 * classic buckets never ask for its exponential buckets, so that they are read, decoded and added when somebody does.
 */
import type { BucketRange, ExplicitBuckets, ExponentialSnapshot } from '../../histogram/inner.ts';
import type { HistogramTotals } from './encoded-histogram.ts';

export class BorrowedHistogram implements ExponentialSnapshot {
  readonly layout = 'exponential';
  readonly version = 1;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  declare readonly explicit?: ExplicitBuckets;
  private readonly read: () => ExponentialSnapshot;
  private known: ExponentialSnapshot | undefined = undefined;

  /** @param read all of it, with these totals. */
  constructor({ count, sum, min, max, explicit }: HistogramTotals, read: () => ExponentialSnapshot) {
    this.count = count;
    this.sum = sum;
    this.min = min;
    this.max = max;
    if (explicit !== undefined) this.explicit = explicit;
    this.read = read;
  }

  get scale(): number {
    return this.whole.scale;
  }

  get maxBuckets(): number {
    return this.whole.maxBuckets;
  }

  get rejected(): number {
    return this.whole.rejected;
  }

  get zeroCount(): number {
    return this.whole.zeroCount;
  }

  get zeroThreshold(): number {
    return this.whole.zeroThreshold;
  }

  get positive(): BucketRange {
    return this.whole.positive;
  }

  get negative(): BucketRange {
    return this.whole.negative;
  }

  private get whole(): ExponentialSnapshot {
    this.known ??= this.read();
    return this.known;
  }
}
