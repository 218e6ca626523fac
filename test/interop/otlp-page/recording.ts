// What the page records, interval by interval; the test has it once more as a whole.
import { normalFrom } from '../../histogram/oracle.ts';

export const WAITS = { name: 'wait_seconds', help: 'Waits.', unit: 'seconds', labels: ['queue'] } as const;
export const HITS = { name: 'hits_total', help: 'Hits.' } as const;

export const INTERVALS = 4;

/** Lognormal, some of them 0. */
export function waitsOf(interval: number): number[] {
  const normal = normalFrom(1 + interval);
  return Array.from({ length: 500 }, (_, i) => (i % 250 === 0 ? 0 : 0.05 * Math.exp(normal())));
}

export function hitsOf(interval: number): number {
  return 10 * (interval + 1);
}
