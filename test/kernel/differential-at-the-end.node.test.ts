// Random programs where kernel memory ends: nothing throws but what may, nothing is lost uncounted, and what had room is right.
// V8 is told to give less than 4 GiB, so that the end is near; not so where KERNEL_MEMORY=all: see CONTRIBUTING.md.
import { setFlagsFromString } from 'node:v8';
import { HdrHistogram, Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { run } from '../histogram/base/differential-program.ts';

const VALUES = Number(process.env.DIFFERENTIAL_VALUES || 60_000);
const isWhole = process.env.KERNEL_MEMORY === 'all';
if (!isWhole) setFlagsFromString('--wasm-max-mem-pages=200');

/** Takes memory until there is no more, large pieces first; then gives back about so many bytes. */
function fillUp(spareBytes: number): Disposable[] {
  const large = { significantDigits: 5, highestTrackable: 2 ** 60 } as const;
  const taken: (Histogram | HdrHistogram)[] = [];
  for (const make of [() => new HdrHistogram(large), () => new Histogram()]) {
    try {
      for (;;) {
        const histogram = make();
        taken.push(histogram);
        histogram.record(1, 3);
        histogram.record(2 ** 52);
        void histogram.count; // which makes the kernel take them, as far as there is room
      }
    } catch (error) {
      assert.is((error as { code?: string }).code, 'KERNEL_MEMORY');
    }
  }
  for (let bytes = 0; bytes < spareBytes; bytes += 1000) taken.pop()?.dispose();
  return taken;
}

test('where memory ends, programs lose nothing uncounted, and everything that had room is right', () => {
  const ballast = fillUp(60_000);
  let values = 0;
  let refused = 0;
  for (let seed = 1; values < VALUES; seed++) {
    const outcome = run({ seed: seed * 104_729, values: 10_000, places: 40, mayEnd: true });
    values += outcome.values;
    refused += outcome.refused;
  }
  assert.ok(refused > 0, 'memory never ended');
  for (const one of ballast) one[Symbol.dispose]();
  run({ seed: 15_485_863, values: 20_000, places: 40 });
});
