/** From two snapshots to one set of bins. */
import { InferometerError } from '../errors.ts';
import { downscale } from '../histogram/algebra/downscale.ts';
import { equalBounds } from '../histogram/explicit/explicit-bounds.ts';
import { type ExplicitSnapshot, validExplicitSnapshot } from '../histogram/explicit/explicit-snapshot.ts';
import { bucketLowerBound, bucketRepresentative } from '../histogram/exponential/exponential-bounds.ts';
import { withZeroThreshold } from '../histogram/exponential/zero-threshold.ts';
import { HdrBuckets } from '../histogram/hdr/hdr-buckets.ts';
import { type HdrSnapshot, validHdrSnapshot } from '../histogram/hdr/hdr-snapshot.ts';
import { restoreSnapshot } from '../histogram/json.ts';
import type { BucketSnapshot } from '../histogram/query/cells.ts';
import type { BucketRange, ExponentialSnapshot } from '../histogram/snapshot.ts';
import type { Bins } from './bins.ts';

/**
 * The bins that two snapshots of the same layout have in common: exponential ones at the coarser of the two
 * scales, which is exact; explicit ones must have the same bounds, HDR ones the same digits and unit. Bins
 * that are empty in both are left out.
 *
 * @throws DRIFT_BINS for snapshots that cannot be compared; HISTOGRAM_SNAPSHOT
 * @example
 * jensenShannonDistance(alignedBins(lastWeek, today));
 */
export function alignedBins(reference: BucketSnapshot, current: BucketSnapshot): Bins {
  const [before, after] = [restoreSnapshot(reference), restoreSnapshot(current)];
  return assembled(binsOf(before, after), {
    least: least(before.min, after.min),
    most: -least(-before.max, -after.max),
  });
}

function binsOf(reference: BucketSnapshot, current: BucketSnapshot): Iterable<Bin> {
  if (reference?.layout === 'exponential' && current?.layout === 'exponential') {
    return exponentialBins(reference, current);
  }
  if (reference?.layout === 'explicit' && current?.layout === 'explicit') {
    return explicitBins(validExplicitSnapshot(reference), validExplicitSnapshot(current));
  }
  if (reference?.layout === 'hdr' && current?.layout === 'hdr') {
    return hdrBins(validHdrSnapshot(reference), validHdrSnapshot(current));
  }
  throw new InferometerError(
    'DRIFT_BINS',
    `the reference is ${reference?.layout}, the current ${current?.layout}. Compare snapshots of one layout.`,
  );
}

/** Of all values of both. */
interface Range {
  readonly least: number;
  readonly most: number;
}

/** An empty snapshot has NaN there. */
function least(a: number, b: number): number {
  return b < a || Number.isNaN(a) ? b : a;
}

interface Bin {
  readonly lower: number;
  readonly upper: number;
  /** What stands for its values; the middle if left out. */
  readonly point?: number;
  readonly reference: number;
  readonly current: number;
}

/** The bins drawn in to the range of the values: the outermost have no ends else. */
function assembled(bins: Iterable<Bin>, { least, most }: Range): Bins {
  const inside = (value: number) => Math.min(Math.max(value, least), most);
  const used = [...bins].filter(({ reference, current }) => reference > 0 || current > 0);
  return {
    uppers: Float64Array.from(used, ({ upper }) => inside(upper)),
    points: Float64Array.from(used, ({ lower, upper, point }) =>
      inside(point ?? inside(lower) / 2 + inside(upper) / 2),
    ),
    reference: Float64Array.from(used, ({ reference }) => reference),
    current: Float64Array.from(used, ({ current }) => current),
  };
}

function* explicitBins(reference: ExplicitSnapshot, current: ExplicitSnapshot): Generator<Bin> {
  const { bounds } = reference;
  if (!equalBounds(bounds, current.bounds)) {
    throw new InferometerError(
      'DRIFT_BINS',
      'the bounds of the two histograms differ. Record both with the same bounds, or into Histogram.',
    );
  }
  for (let i = 0; i <= bounds.length; i++) {
    yield {
      lower: bounds[i - 1] ?? -Infinity,
      upper: bounds[i] ?? Infinity,
      reference: reference.counts[i] as number,
      current: current.counts[i] as number,
    };
  }
}

/** From the most negative bucket up. */
function* exponentialBins(reference: ExponentialSnapshot, current: ExponentialSnapshot): Generator<Bin> {
  const scale = Math.min(reference.scale, current.scale);
  let left = downscale(reference, { scale });
  let right = downscale(current, { scale });
  // A threshold inside of a bucket is raised to the bucket's end: until one serves both.
  while (left.zeroThreshold !== right.zeroThreshold) {
    left = withZeroThreshold(left, right.zeroThreshold);
    right = withZeroThreshold(right, left.zeroThreshold);
  }
  for (const { index, ...counts } of [...indexed(left.negative, right.negative)].reverse()) {
    yield {
      lower: -bucketLowerBound(index + 1, scale),
      upper: -bucketLowerBound(index, scale),
      point: -bucketRepresentative(index, scale),
      ...counts,
    };
  }
  const { zeroThreshold: zero, zeroCount } = left;
  yield { lower: -zero, upper: zero, reference: zeroCount, current: right.zeroCount };
  for (const { index, ...counts } of indexed(left.positive, right.positive)) {
    yield {
      lower: bucketLowerBound(index, scale),
      upper: bucketLowerBound(index + 1, scale),
      point: bucketRepresentative(index, scale),
      ...counts,
    };
  }
}

function* hdrBins(reference: HdrSnapshot, current: HdrSnapshot): Generator<Bin> {
  const buckets = new HdrBuckets(reference);
  const { unitExponent, halfExponent } = new HdrBuckets(current);
  if (unitExponent !== buckets.unitExponent || halfExponent !== buckets.halfExponent) {
    throw new InferometerError(
      'DRIFT_BINS',
      'the digits or units of the two histograms differ. Record both with the same, or into Histogram.',
    );
  }
  for (const { index, ...counts } of indexed(reference.counts, current.counts)) {
    const lower = buckets.lowestAt(index);
    yield { lower, upper: buckets.highestAt(index), point: buckets.medianAt(index), ...counts };
  }
}

/** The buckets that either has, from the lowest index on. */
function* indexed(left: BucketRange, right: BucketRange) {
  const ranges = [left, right].filter(({ counts }) => counts.length > 0);
  const first = Math.min(...ranges.map(({ offset }) => offset));
  const end = Math.max(...ranges.map(({ offset, counts }) => offset + counts.length));
  for (let index = first; index < end; index++) {
    const countIn = ({ offset, counts }: BucketRange) => counts[index - offset] ?? 0;
    yield { index, reference: countIn(left), current: countIn(right) };
  }
}
