import { validBounds } from '../base/bounds.ts';
import type { ExplicitSnapshot } from '../explicit/snapshot.ts';
import { countsAtOrUnder } from '../exponential/at-or-under.ts';
import { type BucketSnapshot, validOf } from '../layouts.ts';
import { type Bin, binsOf } from '../query/bins.ts';

export interface Rebucketed {
  /** The values in the new buckets. */
  readonly snapshot: ExplicitSnapshot;
  /**
   * For each bound, how many values lie in a bucket of the original that the bound divides: by at most so many is the
   * count at or under that bound off. 0 where a bound falls between two buckets, or beyond the values.
   */
  readonly uncertain: Float64Array;
}

/**
 * The snapshot in explicit buckets. What a new bound divides goes to the side on which the middle of the old bucket
 * lies; `uncertain` says how much that is. Totals, minimum and maximum stay exact.
 *
 * @param bounds ascending upper bounds, 1 to 1000.
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE, HISTOGRAM_BOUNDS_ORDER
 * @example
 * const { snapshot, uncertain } = rebucket(latency.snapshot(), [0.1, 0.3, 1.2]);
 */
export function rebucket(given: BucketSnapshot, bounds: readonly number[] | Float64Array): Rebucketed {
  const upper = Float64Array.from(validBounds(bounds));
  const snapshot = validOf(given);
  const bins = binsOf(snapshot);
  const { count, sum, min, max, rejected } = snapshot;
  const atOrUnder =
    snapshot.layout === 'exponential' ? countsAtOrUnder(Array.from(upper))(snapshot) : undefined;
  const upTo = upper.map((bound, i) => {
    if (!(bound >= min)) return 0;
    if (bound >= max) return count;
    // The maximum is above the bound, though its bucket may hold it.
    if (atOrUnder !== undefined) return Math.min(atOrUnder[i] as number, count - 1);
    // The minimum is at or under the bound, and the maximum is not.
    return Math.min(
      Math.max(
        totalOf(bins, ({ value }) => value <= bound),
        1,
      ),
      count - 1,
    );
  });
  return Object.freeze({
    snapshot: Object.freeze({
      layout: 'explicit',
      version: 1,
      bounds: upper,
      counts: Float64Array.from([...upTo, count], (total, i) => total - (upTo[i - 1] ?? 0)),
      count,
      sum,
      min,
      max,
      rejected,
    }),
    uncertain: upper.map((bound) =>
      bound >= min && bound < max ? totalOf(bins, (bin) => isDivided(bin, bound, snapshot)) : 0,
    ),
  });
}

function totalOf(bins: readonly Bin[], isMeant: (bin: Bin) => boolean): number {
  return bins.reduce((total, bin) => (isMeant(bin) ? total + bin.count : total), 0);
}

/** Whether values of the bucket can lie on both sides of a bound that is at or above the minimum. */
function isDivided({ lower, upper }: Bin, bound: number, snapshot: BucketSnapshot): boolean {
  const { layout, max } = snapshot;
  if (layout === 'exponential' && snapshot.explicit?.bounds.includes(bound)) return false;
  const holdsLower = layout === 'hdr' || (layout === 'exponential' && lower < 0);
  return Math.min(upper, max) > bound && (holdsLower ? lower <= bound : lower < bound);
}
