/** What two snapshots must have in common so that the buckets of one are those of the other. */
import { InferometerError } from '../../errors.ts';
import { equalBounds } from '../explicit/explicit-bounds.ts';
import type { ExplicitSnapshot } from '../explicit/explicit-snapshot.ts';
import { HdrBuckets } from '../hdr/hdr-buckets.ts';
import type { HdrSnapshot } from '../hdr/hdr-snapshot.ts';

/** @throws HISTOGRAM_LAYOUT */
export function requireSameBounds(one: ExplicitSnapshot, other: ExplicitSnapshot): void {
  if (!equalBounds(one.bounds, other.bounds)) throw unlike();
}

/** The same digits and unit; the range may have grown. @throws HISTOGRAM_LAYOUT */
export function requireSameResolution(one: HdrSnapshot, other: HdrSnapshot): void {
  const [left, right] = [new HdrBuckets(one), new HdrBuckets(other)];
  if (left.unitExponent !== right.unitExponent || left.halfExponent !== right.halfExponent) throw unlike();
}

export function unlike(): InferometerError {
  return new InferometerError(
    'HISTOGRAM_LAYOUT',
    'the two snapshots have different layouts or buckets. Pass snapshots of one layout, made with the same options.',
  );
}
