/** Two samples on their way into the kernel, sorted there. */
import { isOfKind, wrongKind, wrongValue } from '../../errors.ts';
import { driftKernel, memory, type Pointer, refreshViews, requireRoom } from '../../kernel/index.ts';
import { lend } from '../base/doubles.ts';
import type { Shares } from './bins.ts';

/** Values of one sample, in any order. */
export type Sample = Float64Array | readonly number[];

/**
 * Hands both samples, sorted, to `ask`; gives `unknown` if a NaN is among the values.
 *
 * @throws DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY, KERNEL_MEMORY
 */
export function ofSorted<T>(
  reference: Sample,
  current: Sample,
  unknown: T,
  ask: (x: Pointer, n: number, y: Pointer, m: number) => T,
): T {
  requireSample('reference', reference);
  requireSample('current', current);
  const n = reference.length;
  const m = current.length;
  let answer = unknown;
  lend([reference, current], (x) => {
    const y = (x + n * 8) as Pointer;
    requireRoom(driftKernel().driftSort(x, n));
    requireRoom(driftKernel().driftSort(y, m));
    refreshViews();
    // A NaN is sorted to the end.
    const hasNaN = [x + n * 8, y + m * 8].some((end) => Number.isNaN(memory.f64[end / 8 - 1]));
    if (!hasNaN) answer = ask(x, n, y, m);
  });
  return answer;
}

/** How often each distinct value, ascending, occurs in both; undefined if a NaN is among them. @throws as `ofSorted` */
export function distinctCounts(reference: Sample, current: Sample): Shares | undefined {
  return ofSorted<Shares | undefined>(reference, current, undefined, (x, n, y, m) => {
    const xs = memory.f64.subarray(x / 8, x / 8 + n);
    const ys = memory.f64.subarray(y / 8, y / 8 + m);
    const counts = [new Float64Array(n + m), new Float64Array(n + m)] as const;
    let [i, j, distinct] = [0, 0, 0];
    for (; i < n || j < m; distinct++) {
      const value = j === m || (i < n && (xs[i] as number) < (ys[j] as number)) ? xs[i] : ys[j];
      const [fromX, fromY] = [i, j];
      while (i < n && xs[i] === value) i++;
      while (j < m && ys[j] === value) j++;
      counts[0][distinct] = i - fromX;
      counts[1][distinct] = j - fromY;
    }
    return { reference: counts[0].subarray(0, distinct), current: counts[1].subarray(0, distinct) };
  });
}

function requireSample(label: string, sample: unknown): void {
  if (!Array.isArray(sample) && !isOfKind(sample, 'Float64Array')) {
    const remedy = 'Use Float64Array.from(values).';
    throw wrongKind('DRIFT_SAMPLE', label, 'a Float64Array or an array of numbers', sample, remedy);
  }
  if (sample.length === 0) {
    throw wrongValue(
      'DRIFT_SAMPLE_EMPTY',
      label,
      'one value or more',
      'none',
      'Compare once both are recorded.',
    );
  }
  if (!Array.isArray(sample)) return;
  const bad = sample.findIndex((value) => typeof value !== 'number');
  if (bad < 0) return;
  throw wrongKind(
    'DRIFT_SAMPLE',
    `${label}[${bad}]`,
    'a number',
    sample[bad],
    'Leave out what is no number.',
  );
}
