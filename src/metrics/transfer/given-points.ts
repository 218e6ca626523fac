/**
 * What others recorded, added to a series here: it counts from now on, and is a part of the current interval, as if it had been
 * recorded here. Programs that take nothing from others do not carry this.
 */
import { countsAtOrUnder, type ExponentialSnapshot } from '../../histogram/inner.ts';
import { CumulativeHistogram, MergeScratch } from '../aggregation/cumulative-histogram.ts';
import { HistogramSeries } from '../aggregation/histogram.ts';
import type { Series } from '../aggregation/series.ts';
import type { DataPoint, Instrument } from '../base/model.ts';

/** The layout of every series: what was recorded otherwise would make its buckets mean something else. */
const MAX_BUCKETS = 2048;
const ZERO_THRESHOLD = 2 ** -1022;

/** The largest that is taken of one interval where it is added up: millions of such make no sum that is none. */
const LARGEST = 2 ** 1000;

/**
 * Adds a data point of one interval: counts and histograms add up, a gauge takes the value. Exemplars stay where they are.
 *
 * @returns whether it could be one of this instrument; if not, nothing was added
 */
export function addPoint(series: Series, instrument: Instrument, point: DataPoint): boolean {
  if ('histogram' in point) {
    if (!(series instanceof HistogramSeries) || !isOfSeries(point.histogram)) return false;
    if (point.histogram.count + point.histogram.rejected > 0)
      series.absorb(new Given(point.histogram, instrument.bucketBounds) as never);
    return true;
  }
  const { value } = point;
  const most = instrument.kind === 'gauge' ? Number.MAX_VALUE : LARGEST;
  const least = instrument.kind === 'counter' ? 0 : -most;
  if (series instanceof HistogramSeries || !(value >= least && value <= most)) return false;
  series.record(value, null);
  return true;
}

function isOfSeries(histogram: ExponentialSnapshot): boolean {
  const { maxBuckets, zeroThreshold, count, sum, min, max } = histogram;
  if (maxBuckets !== MAX_BUCKETS || zeroThreshold !== ZERO_THRESHOLD) return false;
  // Where nothing was recorded but what is none, there is neither.
  return count === 0 || [sum, min, max].every((number) => Math.abs(number) <= LARGEST);
}

/** As a series that was removed and has recorded since: what absorbs it asks for no more. */
class Given implements Pick<HistogramSeries, 'isIdle' | 'added' | 'moveTo'> {
  readonly isIdle = false;
  private readonly histogram: ExponentialSnapshot;
  private readonly bounds: readonly number[] | undefined;

  constructor(histogram: ExponentialSnapshot, bounds: readonly number[] = []) {
    this.bounds = bounds.length === 0 ? undefined : bounds;
    this.histogram = inBounds(histogram, this.bounds);
  }

  added(to = new CumulativeHistogram(), scratch = new MergeScratch()): CumulativeHistogram {
    to.add(this.histogram, this.bounds, scratch);
    return to;
  }

  moveTo(series: HistogramSeries): void {
    series.beside = this.added(series.beside);
  }
}

/** With counts in these buckets: exact where they were counted so, and else as near as the exponential ones tell. */
function inBounds(
  histogram: ExponentialSnapshot,
  bounds: readonly number[] | undefined,
): ExponentialSnapshot {
  const { explicit, ...others } = histogram;
  if (bounds === undefined) return others;
  const isSame =
    explicit?.bounds.length === bounds.length && bounds.every((bound, i) => bound === explicit.bounds[i]);
  if (isSame) return histogram;
  const under = [0, ...countsAtOrUnder(bounds)(histogram), histogram.count];
  const counts = Float64Array.from(under.slice(1), (count, i) => count - (under[i] as number));
  return { ...others, explicit: { bounds, counts } };
}
