// The end of memory in the JavaScript kernel. The engine is told to have no larger buffers than 10 MiB: it would give 2 GiB.
import { ExplicitHistogram, HdrHistogram, Histogram } from 'inferometer/histogram';
import { provideJsKernel } from 'inferometer/kernel-js';
import { assert, test } from '../harness.ts';

const MOST_BYTES = 10 * 2 ** 20;
let refused = 0;
globalThis.ArrayBuffer = new Proxy(globalThis.ArrayBuffer, {
  construct(target, [bytes, ...more]: [number]) {
    if (bytes <= MOST_BYTES) return Reflect.construct(target, [bytes, ...more]);
    refused += 1;
    throw new RangeError('Array buffer allocation failed');
  },
});
provideJsKernel({ always: true });

const KINDS = [
  () => new Histogram(),
  () => new HdrHistogram({ significantDigits: 3 }),
  () => new ExplicitHistogram({ bounds: Array.from({ length: 700 }, (_, i) => i + 1) }),
];

/** Histograms of all kinds with three values each, until there is no room for another one. */
function fillUp() {
  const kept: ReturnType<(typeof KINDS)[number]>[] = [];
  try {
    for (let i = 0; ; i++) {
      const histogram = (KINDS[i % KINDS.length] as (typeof KINDS)[number])();
      kept.push(histogram);
      histogram.recordMany([1, 2, 3]);
      void histogram.count; // makes the kernel take them, as far as there is room
    }
  } catch (error) {
    return { kept, error: error as Error & { code?: string } };
  }
}

test('where memory ends a histogram is not made, and all others are whole', () => {
  const { kept, error } = fillUp();
  assert.is(error.code, 'KERNEL_MEMORY');
  assert.match(error.message, /no room in (9\.\d+|10) MiB/);
  assert.ok(kept.length > 300);
  assert.ok(refused > 0);
  for (const one of kept) {
    assert.is(one.count + one.rejected, 3);
    if (one.rejected === 0) assert.equal([one.sum, one.min, one.max], [6, 1, 3]);
  }
  // Wider and wider: what there is no room for is counted.
  const wide = kept.filter((one) => one instanceof Histogram);
  for (const one of wide) one.recordMany([1e-9, 1e12]);
  for (const one of wide) assert.is(one.count + one.rejected, 5);
  assert.ok(wide.some((one) => one.rejected > 0));
  for (const one of kept) one.dispose();
});

test('what was given back serves other sizes, and the end comes where it came before', () => {
  const first = fillUp().kept;
  for (const one of first) one.dispose();
  using large = new HdrHistogram({ significantDigits: 4, highestTrackable: 2 ** 40 });
  large.recordMany([1, 2 ** 40 - 1]);
  assert.equal([large.count, large.rejected], [2, 0]);
  large.dispose();
  const again = fillUp().kept;
  assert.ok(Math.abs(again.length / first.length - 1) < 0.05, `${again.length} of ${first.length}`);
  for (const one of again) one.dispose();
});
