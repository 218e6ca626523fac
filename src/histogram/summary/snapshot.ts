/** What a summary looks like outside the kernel: plain data without pointers. */
import { faultless } from '../base/snapshot-totals.ts';

/** Totals and central moments. Equal recordings give equal snapshots, byte for byte. */
export interface SummarySnapshot {
  readonly layout: 'summary';
  readonly version: 1;
  /** Values recorded. Exact to 2^53. */
  readonly count: number;
  readonly sum: number;
  /** Exact; a bound in a difference. NaN when nothing was recorded. */
  readonly min: number;
  /** Exact; a bound in a difference. NaN when nothing was recorded. */
  readonly max: number;
  /** Values that were not recorded because they are no finite numbers. */
  readonly rejected: number;
  /** What the moments are about; NaN when nothing was recorded. */
  readonly mean: number;
  /** The sum of (v - mean)^2. Infinity beyond the doubles; then m3 and m4 may be NaN. */
  readonly m2: number;
  /** The sum of (v - mean)^3. */
  readonly m3: number;
  /** The sum of (v - mean)^4. */
  readonly m4: number;
}

/** The snapshot, once it is known to be one. @throws HISTOGRAM_SNAPSHOT */
export function validSummarySnapshot(snapshot: SummarySnapshot): SummarySnapshot {
  return faultless('summary', snapshot, faultOf);
}

function faultOf({ count, min, max, mean, m2, m3, m4 }: SummarySnapshot): string | undefined {
  for (const [label, moment] of Object.entries({ mean, m2, m3, m4 })) {
    if (typeof moment !== 'number') return `${label} is no number`;
  }
  // The mean of equal values may be rounded to beside them.
  const rounding = 2 ** -50 * Math.max(Math.abs(min), Math.abs(max));
  if (count > 0 && !(mean >= min - rounding && mean <= max + rounding))
    return 'mean does not lie in min..max';
  if (m2 < 0 || m4 < 0) return 'm2 or m4 is negative';
  return undefined;
}
