/** Histograms out of the columns of a row group. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import { type Column, listAt, valuesAt } from './columns.ts';

/** As much of a row group as they are read from: each column is read when it is asked for. */
export interface HistogramColumns {
  column(name: string): Column;
  numbers(name: string): Float64Array;
}

/** The histograms of a row group, whole or only their buckets: of what is merged or asked nothing else is looked at. */
export class HistogramReader {
  private readonly count: Float64Array;
  private readonly sum: Float64Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly scale: Float64Array;
  private readonly maxBuckets: Float64Array;
  private readonly rejected: Float64Array;
  private readonly zeroCount: Float64Array;
  private readonly zeroThreshold: Float64Array;
  private readonly minBound: Column;
  private readonly maxBound: Column;
  private readonly sumRests: Column;
  private readonly positive: DenseRanges;
  private readonly negative: DenseRanges;
  private readonly group: HistogramColumns;

  constructor(group: HistogramColumns) {
    const column = (name: string) => group.column(name);
    const numbers = (name: string) => group.numbers(name);
    this.group = group;
    this.count = numbers('count');
    this.sum = numbers('sum');
    this.min = numbers('min');
    this.max = numbers('max');
    this.scale = numbers('scale');
    this.maxBuckets = numbers('max_buckets');
    this.rejected = numbers('rejected');
    this.zeroCount = numbers('zero_count');
    this.zeroThreshold = numbers('zero_threshold');
    this.minBound = column('is_min_bound');
    this.maxBound = column('is_max_bound');
    this.sumRests = column('sum_rest');
    this.positive = new DenseRanges(column('bucket_index'), column('bucket_count'));
    this.negative = new DenseRanges(column('negative_bucket_index'), column('negative_bucket_count'));
  }

  has(row: number): boolean {
    return !Number.isNaN(this.scale[row]);
  }

  sumRest(row: number): number[] | undefined {
    return listAt(this.sumRests, row);
  }

  whole(row: number, bounds: readonly number[] | undefined): ExponentialSnapshot {
    const buckets = this.with(row, this.positive.at(row), this.negative.at(row));
    const counted = this.group.column('explicit_counts');
    if (counted.present[row] === 0 || bounds === undefined) return buckets;
    return { ...buckets, explicit: { bounds, counts: valuesAt(counted, row) } };
  }

  /** Without explicit buckets. Its counts are good until it is called again. */
  buckets(row: number): ExponentialSnapshot {
    return this.with(row, this.positive.borrowed(row), this.negative.borrowed(row));
  }

  private with(row: number, positive: BucketRange, negative: BucketRange): ExponentialSnapshot {
    const snapshot: { -readonly [Field in keyof ExponentialSnapshot]: ExponentialSnapshot[Field] } = {
      layout: 'exponential',
      version: 1,
      scale: this.scale[row] as number,
      maxBuckets: this.maxBuckets[row] as number,
      count: this.count[row] as number,
      sum: this.sum[row] as number,
      min: this.min[row] as number,
      max: this.max[row] as number,
      rejected: this.rejected[row] as number,
      zeroCount: this.zeroCount[row] as number,
      zeroThreshold: this.zeroThreshold[row] as number,
      positive,
      negative,
    };
    if (this.minBound.present[row] === 1) snapshot.isMinBound = true;
    if (this.maxBound.present[row] === 1) snapshot.isMaxBound = true;
    return snapshot;
  }
}

type BucketRange = ExponentialSnapshot['positive'];

const NO_BUCKETS: BucketRange = { offset: 0, counts: new Float64Array(0) };

/** Buckets of one sign, dense again, as snapshots have them. */
class DenseRanges {
  private readonly indices: Column;
  private readonly counted: Column;
  private scratch = new Float64Array(256);

  constructor(indices: Column, counted: Column) {
    this.indices = indices;
    this.counted = counted;
  }

  at(row: number): BucketRange {
    const extent = this.extent(row);
    return extent === 0 ? NO_BUCKETS : this.filled(row, new Float64Array(extent));
  }

  /** Good until it is called again: to make room for each takes longer than to fill it (measured). */
  borrowed(row: number): BucketRange {
    const extent = this.extent(row);
    if (extent === 0) return NO_BUCKETS;
    if (extent > this.scratch.length) this.scratch = new Float64Array(2 * extent);
    return this.filled(row, this.scratch.subarray(0, extent).fill(0));
  }

  /** How many there are from the first to the last one that holds something. */
  private extent(row: number): number {
    const { starts, values } = this.indices;
    const [from, to] = [starts[row] as number, starts[row + 1] as number];
    return from === to ? 0 : (values[to - 1] as number) - (values[from] as number) + 1;
  }

  private filled(row: number, counts: Float64Array): BucketRange {
    const { starts } = this.indices;
    const indices = this.indices.values as Int32Array;
    const values = this.counted.values as Float64Array;
    const [from, to] = [starts[row] as number, starts[row + 1] as number];
    const offset = indices[from] as number;
    for (let i = from; i < to; i++) counts[(indices[i] as number) - offset] = values[i] as number;
    return { offset, counts };
  }
}
