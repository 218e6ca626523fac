/** What every histogram with buckets can be asked; the kernel answers in one pass over them. */
import { wrongKind, wrongValue } from '../../errors.ts';
import type { Pointer } from '../../kernel/index.ts';
import { ascending } from './doubles.ts';
import { type Layout, StagedHistogram } from './staged-histogram.ts';

export interface BucketLayout extends Layout {
  /** Replaces n ascending quantiles at `at` by their values; the histogram is not empty. */
  quantiles(block: Pointer, at: Pointer, n: number): void;
  /** Replaces n ascending bounds at `at` by the counts of values at or under them. */
  ranks(block: Pointer, at: Pointer, n: number): void;
}

export abstract class BucketHistogram extends StagedHistogram {
  declare protected readonly layout: BucketLayout;

  /**
   * The value at a quantile, as exact as the layout is: each class says how exact that is, and what 0 and 1 give.
   * NaN for an empty histogram.
   *
   * @param q in [0, 1]. @throws HISTOGRAM_QUANTILE_RANGE
   */
  quantile(q: number): number {
    return this.quantiles([q])[0] as number;
  }

  /** Several quantiles in one pass over the buckets, in the order asked for. @throws HISTOGRAM_QUANTILE_RANGE */
  quantiles(qs: readonly number[]): number[] {
    requireQuantiles(qs);
    const block = this.read();
    if (this.count === 0) return qs.map(() => Number.NaN);
    return ascending(qs, (at, n) => this.layout.quantiles(block, at, n));
  }

  /**
   * How many values are at or under each bound. A value is counted on the wrong side of a bound only if both lie in
   * one bucket; under the minimum and from the maximum on the answer is exact.
   *
   * @param bounds in any order; no NaN. @throws HISTOGRAM_BOUND
   */
  countsAtOrUnder(bounds: readonly number[]): number[] {
    requireBounds(bounds);
    const block = this.read();
    return ascending(bounds, (at, n) => this.layout.ranks(block, at, n));
  }
}

/** @throws HISTOGRAM_BOUND */
export function requireBounds(bounds: readonly number[]): void {
  requireNumbers('HISTOGRAM_BOUND', 'bounds', bounds);
  for (const bound of bounds) {
    if (typeof bound !== 'number' || Number.isNaN(bound)) {
      throw wrongKind('HISTOGRAM_BOUND', 'bounds', 'numbers', bound, 'Leave out what is no number.');
    }
  }
}

/** @throws the code */
function requireNumbers(code: string, label: string, numbers: unknown): void {
  if (Array.isArray(numbers) || ArrayBuffer.isView(numbers)) return;
  throw wrongKind(code, label, 'a list of numbers', numbers, 'Pass them as a list, also one alone.');
}

function requireQuantiles(qs: readonly number[]): void {
  requireNumbers('HISTOGRAM_QUANTILE_RANGE', 'q', qs);
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
