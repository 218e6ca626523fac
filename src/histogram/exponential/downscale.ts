import { wrongValue } from '../../errors.ts';
import { integerOption, requireOptionNames } from '../base/options.ts';
import { coarsened, coarseningTo } from './buckets.ts';
import { type ExponentialSnapshot, validSnapshot } from './snapshot.ts';

export interface DownscaleBounds {
  /** The scale is at most this. Whole, -4 to 8; no bound if left out. */
  readonly scale?: number;
  /** Each sign spans at most so many buckets; the zero bucket is not counted. 160 is OpenTelemetry's bound. */
  readonly maxBuckets?: number;
}

const MIN_SCALE = -4;

/**
 * The snapshot at the largest scale within the bounds. Exact: what it holds then is what a histogram of that scale
 * would have recorded. `maxBuckets` of the snapshot, the bound for further recording, stays as it is.
 *
 * @throws HISTOGRAM_SNAPSHOT; HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND for bounds out of their range;
 *   HISTOGRAM_DOWNSCALE where the values need more buckets even at scale -4, which 128 never happens to.
 * @example
 * const point = downscale(histogram.snapshot(), { maxBuckets: 160 });
 */
export function downscale(given: ExponentialSnapshot, bounds: DownscaleBounds): ExponentialSnapshot {
  requireOptionNames(bounds, ['scale', 'maxBuckets']);
  const snapshot = validSnapshot(given);
  const { scale } = snapshot;
  const to = integerOption('scale', bounds.scale ?? 8, MIN_SCALE, 8);
  const maxBuckets = integerOption('maxBuckets', bounds.maxBuckets ?? 65536, 1, 65536);
  const k = Math.max(0, scale - to, coarseningTo(snapshot, maxBuckets));
  if (k === 0) return snapshot;
  if (scale - k < MIN_SCALE) {
    throw wrongValue(
      'HISTOGRAM_DOWNSCALE',
      'maxBuckets',
      'as many buckets as the values need at scale -4',
      maxBuckets,
      'Allow for 128, which every histogram fits.',
    );
  }
  return Object.freeze({ ...snapshot, ...coarsened(snapshot, k) });
}
