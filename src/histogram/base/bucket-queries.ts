/** What every histogram with buckets can be asked; the kernel answers in one pass over them. */
import { wrongKind, wrongValue } from '../../errors.ts';
import { type Pointer, useKernel } from '../../kernel/index.ts';
import { ascending, type Query } from './doubles.ts';

/** The values at these quantiles, in their order; NaN for an empty histogram. @throws HISTOGRAM_QUANTILE_RANGE */
export function quantilesIn(block: Pointer, qs: readonly number[], quantiles: Query): number[] {
  requireQuantiles(qs);
  if (useKernel().headerCount(block) === 0) return qs.map(() => Number.NaN);
  return ascending(block, qs, quantiles);
}

/** How many values are at or under each of these bounds, in their order. @throws HISTOGRAM_BOUND */
export function ranksIn(block: Pointer, bounds: readonly number[], ranks: Query): number[] {
  requireBounds(bounds);
  return ascending(block, bounds, ranks);
}

/** @throws HISTOGRAM_BOUND */
export function requireBounds(bounds: readonly number[]): void {
  for (const bound of bounds) {
    if (typeof bound !== 'number' || Number.isNaN(bound)) {
      throw wrongKind('HISTOGRAM_BOUND', 'bounds', 'numbers', bound, 'Leave out what is no number.');
    }
  }
}

function requireQuantiles(qs: readonly number[]): void {
  for (const q of qs) {
    if (typeof q === 'number' && q >= 0 && q <= 1) continue;
    throw wrongValue(
      'HISTOGRAM_QUANTILE_RANGE',
      'q',
      'a number from 0 to 1',
      q,
      'Divide a percentile by 100.',
    );
  }
}
