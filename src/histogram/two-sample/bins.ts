/** Two histograms over the same bins, which is what their distributions are compared by. */
import { InferometerError, wrongValue } from '../../errors.ts';
import type { Pointer } from '../../kernel/index.ts';
import { lend } from '../base/doubles.ts';

/** Counts of two histograms in the same bins, in the same order. */
export interface Shares {
  readonly reference: Float64Array | readonly number[];
  readonly current: Float64Array | readonly number[];
}

/** The same, with where the bins are, ascending. */
export interface Bins extends Shares {
  /** The upper end of each bin. */
  readonly uppers: Float64Array;
  /** What stands for the values of each bin. */
  readonly points: Float64Array;
  /** How far from that they may lie. */
  readonly reaches: Float64Array;
}

/**
 * Hands the counts of both, and the points, to `ask` in kernel memory.
 *
 * @throws DRIFT_BINS, DRIFT_SAMPLE_EMPTY, KERNEL_MEMORY
 */
export function ofBins<T>(
  { reference, current }: Shares,
  ask: (p: Pointer, q: Pointer, n: number, ofP: number, ofQ: number, points: Pointer) => T,
  points: Float64Array = new Float64Array(0),
): T {
  const n = reference.length;
  if (current.length !== n || n === 0) {
    throw new InferometerError(
      'DRIFT_BINS',
      `${n} bins of the reference and ${current.length} of the current. Count both in the same bins, one or more.`,
    );
  }
  const ofP = total('reference', reference);
  const ofQ = total('current', current);
  let answer!: T;
  lend([reference, current, points], (p) => {
    answer = ask(p, (p + n * 8) as Pointer, n, ofP, ofQ, (p + n * 16) as Pointer);
  });
  return answer;
}

function total(label: string, counts: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const count of counts) {
    if (!(count >= 0 && count < Infinity)) {
      throw wrongValue('DRIFT_BINS', label, 'counts, 0 or more', count, 'Pass counts or shares of values.');
    }
    sum += count;
  }
  if (sum > 0) return sum;
  throw wrongValue(
    'DRIFT_SAMPLE_EMPTY',
    label,
    'one value or more',
    'none',
    'Compare once both are recorded.',
  );
}
