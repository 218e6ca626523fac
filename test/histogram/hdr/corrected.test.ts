import fc from 'fast-check';
import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { entriesOf, JavaHistogram } from './oracle.ts';

const range = fc.record({
  significantDigits: fc.integer({ min: 1, max: 4 }),
  lowestDiscernible: fc.constantFrom(1, 10, 1000),
});
const interval = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.constantFrom(1, 2, 1024, 1000));

test('law: recordWithExpectedInterval records what Java records one by one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 50_000 }), { maxLength: 10 }),
      interval,
      range,
      (values, expected, options) => {
        const java = new JavaHistogram(options.significantDigits, options.lowestDiscernible);
        using histogram = new HdrHistogram(options);
        for (const value of values) {
          java.recordWithExpectedInterval(BigInt(value), BigInt(expected));
          histogram.recordWithExpectedInterval(value, expected);
        }
        assert.equal(entriesOf(histogram.snapshot()), java.entries());
        assert.is(histogram.count, Number(java.total));
      },
    ),
    { numRuns: 100 },
  );
});

test('law: the corrected copy holds what Java records one by one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 50_000 }), { maxLength: 30 }),
      interval,
      range,
      (values, expected, options) => {
        const java = new JavaHistogram(options.significantDigits, options.lowestDiscernible);
        for (const value of values) java.record(value);
        const corrected = new JavaHistogram(options.significantDigits, options.lowestDiscernible);
        for (const [index, count] of java.entries()) {
          corrected.recordWithExpectedInterval(java.highestAt(index), BigInt(expected), count);
        }
        using histogram = new HdrHistogram(options);
        histogram.recordMany(values);
        const before = histogram.snapshot();
        using copy = histogram.copyCorrectedForCoordinatedOmission(expected);
        assert.equal(entriesOf(copy.snapshot()), corrected.entries());
        assert.is(copy.count, Number(corrected.total));
        assert.equal(histogram.snapshot(), before);
      },
    ),
    { numRuns: 100 },
  );
});

test('law: count, sum, min and max are those of the values and of all that were missed', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), fc.integer({ min: 1, max: 3000 }), (value, expected) => {
      const all = [value];
      for (let missed = value - expected; missed >= expected; missed -= expected) all.push(missed);
      const exact = [all.length, all.reduce((sum, one) => sum + one, 0), Math.min(...all), value];
      using recorded = new HdrHistogram({ significantDigits: 5 });
      recorded.recordWithExpectedInterval(value, expected);
      assert.equal([recorded.count, recorded.sum, recorded.min, recorded.max], exact);
      using copied = new HdrHistogram({ significantDigits: 5 });
      copied.record(value);
      using copy = copied.copyCorrectedForCoordinatedOmission(expected);
      assert.equal([copy.count, copy.sum, copy.min, copy.max], exact);
    }),
    { numRuns: 200 },
  );
});

test('fractions of value and interval are cut off, as a cast to long does', () => {
  using histogram = new HdrHistogram();
  histogram.recordWithExpectedInterval(10.9, 3.9);
  assert.equal(entriesOf(histogram.snapshot()), [
    [4, 1n],
    [7, 1n],
    [10, 1n],
  ]);
  assert.equal([histogram.max, histogram.sum], [10.9, 10.9 + 7 + 4]);
});

test('whole values above 2^53 are corrected in integers as well', () => {
  const interval = 2 ** 50 + 4;
  for (const value of [2 ** 60 + 2 ** 8, 2 ** 63 - 1024]) {
    const java = new JavaHistogram(3, 1);
    java.recordWithExpectedInterval(BigInt(value), BigInt(interval));
    using histogram = new HdrHistogram();
    histogram.recordWithExpectedInterval(value, interval);
    assert.equal(entriesOf(histogram.snapshot()), java.entries());
  }
});

test('an interval under 1 corrects nothing', () => {
  using histogram = new HdrHistogram();
  for (const expected of [0, 0.9]) histogram.recordWithExpectedInterval(1000, expected);
  assert.is(histogram.count, 2);
  using copy = histogram.copyCorrectedForCoordinatedOmission(0);
  assert.equal(copy.snapshot(), histogram.snapshot());
});

for (const expected of [-1, Number.NaN, '5']) {
  test(`${JSON.stringify(expected)} is no interval`, () => {
    using histogram = new HdrHistogram();
    histogram.record(1000);
    assert.throwsCode(
      () => histogram.copyCorrectedForCoordinatedOmission(expected as number),
      'HISTOGRAM_INTERVAL',
    );
    const record = () => histogram.recordWithExpectedInterval(1000, expected as number);
    if (DEVELOPMENT) assert.throwsCode(record, 'HISTOGRAM_INTERVAL');
    else record();
    assert.is(histogram.count, DEVELOPMENT ? 1 : 2);
  });
}

test('a value above the range is rejected once, and nothing is recorded for the time it lasted', () => {
  using histogram = new HdrHistogram({ highestTrackable: 1000 });
  histogram.recordWithExpectedInterval(1e6, 10);
  assert.equal([histogram.count, histogram.rejected], [0, 1]);
});

test('the smallest interval against the largest value takes no longer than its buckets do', () => {
  const largest = 2 ** 63 - 1024;
  using histogram = new HdrHistogram({ significantDigits: 3 });
  const startedAtMs = performance.now();
  for (let i = 0; i < 10; i++) histogram.recordWithExpectedInterval(largest, 1);
  using copy = histogram.copyCorrectedForCoordinatedOmission(1);
  const tookMs = performance.now() - startedAtMs;
  assert.ok(tookMs < 5000, `${tookMs} ms`);
  assert.is(histogram.count, 2 ** 64); // saturated
  assert.ok(copy.count >= 2 ** 63);
  assert.is(histogram.rejected, 0);
});
