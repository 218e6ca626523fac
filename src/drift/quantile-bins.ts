/** Bins with about equal shares of the reference, as the population stability index has them. */
import type { Shares } from '../histogram/inner.ts';
import { sumOf } from './data.ts';

/** So many values of the smaller side per bin, so that the shares of bins mean something: W. G. Cochran, 1954. */
const LEAST_EXPECTED = 5;

/** As many as asked for, as long as each holds enough values. */
export function binCountFor(asked: number, n: number, m: number): number {
  return Math.max(2, Math.min(asked, Math.floor(Math.min(n, m) / LEAST_EXPECTED)));
}

/**
 * Counts by distinct value, or by bucket of a histogram, brought together in so many bins. Where a bin ends depends on
 * the reference alone: as soon as it has its share. A value that alone has a bin's share, as the zeros of sparse data,
 * has a bin of its own; what lies outside of all of the reference is then apart from it, else part of the last bin.
 */
export function quantileBins({ reference, current }: Shares, binCount: number): Shares {
  const share = sumOf(reference) / binCount;
  const bins: [number, number][] = [[0, 0]];
  let [sum, next, endsHeavy] = [0, share, false];
  for (let i = 0; i < reference.length; i++) {
    const [inReference, inCurrent] = [reference[i] as number, current[i] as number];
    const isHeavy = inReference >= share;
    if (isHeavy && sumOf(bins.at(-1) as [number, number]) > 0) bins.push([0, 0]);
    const bin = bins.at(-1) as [number, number];
    bin[0] += inReference;
    bin[1] += inCurrent;
    if (inReference === 0) continue;
    sum += inReference;
    // Sums of shares may miss their product by rounding.
    if (!isHeavy && sum < next * (1 - 1e-12)) continue;
    bins.push([0, 0]);
    next = (Math.floor((sum / share) * (1 + 1e-12)) + 1) * share;
    endsHeavy = isHeavy;
  }
  const [, beyond] = bins.pop() as [number, number];
  if (endsHeavy && beyond > 0) bins.push([0, beyond]);
  else (bins.at(-1) as [number, number])[1] += beyond;
  return { reference: bins.map(([count]) => count), current: bins.map(([, count]) => count) };
}
