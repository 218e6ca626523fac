// The end of kernel memory, whatever there is of it: for tests of what goes on there.
import { Histogram } from 'inferometer/histogram';
import { assert } from '../harness.ts';

/** Takes what is left of the kernel's memory, down to the smallest piece; returns what gives it back. */
export function taken(): () => void {
  const kept: Histogram[] = [];
  for (const maxBuckets of [65_536, 2048, 128]) {
    try {
      for (;;) {
        const histogram = new Histogram({ scale: 8, maxBuckets });
        kept.push(histogram);
        // Grows to all that it may have.
        histogram.recordMany([1, 1e6, 1e-6, -1, -1e6]);
      }
    } catch (error) {
      assert.is((error as { code?: string }).code, 'KERNEL_MEMORY');
    }
  }
  return () => {
    for (const histogram of kept) histogram.dispose();
  };
}
