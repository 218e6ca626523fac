/**
 * The merge of two sets of moments, m_p = sum((v - mean)^p), solved for the second: see assembly/summary/moments.ts,
 * where the equations and their sources are. With d = mean_b - mean_a and the shares a = n_a / n, b = n_b / n:
 *
 *     m2_b = m2 - m2_a - d^2 n_a b
 *     m3_b = m3 - m3_a - d^3 n_a b (a - b)             - 3 d (a m2_b - b m2_a)
 *     m4_b = m4 - m4_a - d^4 n_a b (a^2 - a b + b^2)   - 6 d^2 (a^2 m2_b + b^2 m2_a) - 4 d (a m3_b - b m3_a)
 *
 *     Example, {1, 3, 8, 8} less {1, 3}: d = 8 - 2 = 6, m2_b = 38 - 2 - 36 * 2 * 1/2 = 0.
 */

import { clamped, totalsBetween } from '../base/totals-between.ts';
import type { SummarySnapshot } from './snapshot.ts';

/** @throws HISTOGRAM_DIFFERENCE */
export function summaryBetween(later: SummarySnapshot, earlier: SummarySnapshot): SummarySnapshot {
  const totals = totalsBetween(later, earlier, later.count - earlier.count, -Infinity, Infinity);
  if (earlier.count === 0) return Object.freeze({ ...later, ...totals });
  return Object.freeze({ ...later, ...totals, ...momentsBetween(later, earlier, totals) });
}

function momentsBetween(
  later: SummarySnapshot,
  earlier: SummarySnapshot,
  { count, min, max }: { readonly count: number; readonly min: number; readonly max: number },
): Pick<SummarySnapshot, 'mean' | 'm2' | 'm3' | 'm4'> {
  const mean = clamped(later.mean + (later.mean - earlier.mean) * (earlier.count / count), min, max);
  if (count < 2) return { mean, m2: 0, m3: 0, m4: 0 };

  const a = earlier.count / later.count;
  const b = count / later.count;
  const d = mean - earlier.mean;
  const dd = d * d;
  const weight = earlier.count * b;
  // Each within what deviations no wider than the range can add up to: what is left may be nothing but rounding.
  const range = max - min;
  const m2 = clamped(later.m2 - earlier.m2 - dd * weight, 0, (count * range ** 2) / 4);
  const m3 = clamped(
    later.m3 - earlier.m3 - dd * d * weight * (a - b) - 3 * d * (a * m2 - b * earlier.m2),
    -range * m2,
    range * m2,
  );
  const m4 = clamped(
    later.m4 -
      earlier.m4 -
      dd * dd * weight * (a * a - a * b + b * b) -
      6 * dd * (a * a * m2 + b * b * earlier.m2) -
      4 * d * (a * m3 - b * earlier.m3),
    (m2 / count) * m2,
    range ** 2 * m2,
  );
  return { mean, m2, m3, m4 };
}
