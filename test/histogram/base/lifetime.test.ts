import { Histogram, InferometerError } from 'inferometer/histogram';
import { assert, collectGarbage, test } from '../../harness.ts';

test('reading a disposed histogram throws, recording into it is counted', () => {
  const histogram = new Histogram();
  histogram.recordMany([1, Number.NaN]);
  histogram.dispose();
  histogram.dispose();
  const reads: (() => unknown)[] = [
    () => histogram.count,
    () => histogram.sum,
    () => histogram.min,
    () => histogram.scale,
    () => histogram.quantile(0.5),
    () => histogram.countsAtOrUnder([1]),
    () => histogram.snapshot(),
    () => histogram.reset(),
    () => histogram.merge(new Histogram()),
    () => new Histogram().merge(histogram),
  ];
  for (const read of reads) assert.throwsCode(read, 'HISTOGRAM_DISPOSED');
  for (let i = 0; i < 200; i++) histogram.record(i);
  histogram.recordMany([1, 2, 3]);
  histogram.record(1, 5);
  assert.is(histogram.rejected, 1 + 200 + 3 + 1);
});

test('what is recorded into a disposed histogram reaches no other', () => {
  const disposed = new Histogram();
  disposed.dispose();
  using other = new Histogram();
  for (let i = 0; i < 1000; i++) {
    disposed.record(-1);
    other.record(2);
  }
  disposed.recordMany(new Float64Array(5000).fill(-1));
  assert.equal([other.count, other.min, other.max], [1000, 2, 2]);
});

test('`using` disposes', () => {
  let escaped: Histogram;
  {
    using histogram = new Histogram();
    histogram.record(1);
    escaped = histogram;
  }
  assert.throwsCode(() => escaped.count, 'HISTOGRAM_DISPOSED');
});

test('disposed histograms leave their memory to the next ones', () => {
  const before = addressSpaceOf(() => new Histogram());
  for (let i = 0; i < 20_000; i++) {
    using histogram = new Histogram();
    histogram.recordMany([1e-3, 1e3, -1]);
  }
  assert.ok(addressSpaceOf(() => new Histogram()) - before < 1_000_000);
});

test('two hundred thousand histograms dropped without dispose() leave the kernel memory bounded', async () => {
  const before = addressSpaceOf(() => new Histogram());
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 10_000; i++) new Histogram().record(i);
    await collectGarbage();
  }
  const grownBytes = addressSpaceOf(() => new Histogram()) - before;
  assert.ok(grownBytes < 64 * 2 ** 20, `grew by ${grownBytes} bytes`);
});

test('errors are the project’s own, with a stable code and a remedy', () => {
  const cases: readonly [() => unknown, string, ErrorConstructor][] = [
    [() => new Histogram({ scale: 9 }), 'HISTOGRAM_OPTION_RANGE', RangeError],
    [() => new Histogram({ scale: 1.5 }), 'HISTOGRAM_OPTION_RANGE', RangeError],
    [() => new Histogram({ scale: '5' as never }), 'HISTOGRAM_OPTION_KIND', TypeError],
    [() => new Histogram({ maxBuckets: 64 }), 'HISTOGRAM_OPTION_RANGE', RangeError],
    [() => new Histogram({ maxBuckets: 160 }), 'HISTOGRAM_OPTION_RANGE', RangeError],
    [() => new Histogram().quantile(50), 'HISTOGRAM_QUANTILE_RANGE', RangeError],
    [() => new Histogram().quantiles([0.5, Number.NaN]), 'HISTOGRAM_QUANTILE_RANGE', RangeError],
    [() => new Histogram().countsAtOrUnder([Number.NaN]), 'HISTOGRAM_BOUND', TypeError],
    [() => new Histogram().merge({} as never), 'HISTOGRAM_SNAPSHOT', Error],
    [() => Histogram.from(null as never), 'HISTOGRAM_SNAPSHOT', Error],
    [() => Histogram.from({ ...new Histogram().snapshot(), count: 7 }), 'HISTOGRAM_SNAPSHOT', Error],
    [() => Histogram.from({ ...new Histogram().snapshot(), scale: 40 }), 'HISTOGRAM_SNAPSHOT', Error],
  ];
  for (const [misuse, code, Kind] of cases) {
    const error = assert.throwsCode(misuse, code);
    assert.instance(error, Kind);
    assert.ok(error instanceof InferometerError);
    assert.match(error.message, new RegExp(`^${code}: .+\\. [A-Z].+\\.$`));
  }
});

/** The address of a fresh allocation, read from where the histogram keeps it: a measure of how far the memory reaches. */
function addressSpaceOf(make: () => Histogram): number {
  using histogram = make();
  return (histogram as unknown as { block: number }).block;
}
