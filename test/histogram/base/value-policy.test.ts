import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';

/** The value policy as one table: what each value does to a histogram, however it is recorded. */
const policy: readonly { value: unknown; recordedAs?: number; isZero?: boolean }[] = [
  { value: Number.NaN },
  { value: Infinity },
  { value: -Infinity },
  { value: 1.5, recordedAs: 1.5 },
  { value: -1.5, recordedAs: -1.5 },
  { value: 0, recordedAs: 0, isZero: true },
  { value: -0, recordedAs: 0, isZero: true },
  { value: 2 ** -1074, recordedAs: 2 ** -1074, isZero: true },
  { value: -(2 ** -1074), recordedAs: -(2 ** -1074), isZero: true },
  { value: 2 ** -1022, recordedAs: 2 ** -1022, isZero: true },
  { value: Number.MAX_VALUE, recordedAs: Number.MAX_VALUE },
  { value: -Number.MAX_VALUE, recordedAs: -Number.MAX_VALUE },
  { value: 2 ** 53 + 2, recordedAs: 2 ** 53 + 2 },
];

/** Without types, anything may arrive. Development builds throw a TypeError at the call; others count it as rejected. */
const noNumbers: readonly unknown[] = [
  '1',
  '',
  null,
  undefined,
  true,
  10n,
  Symbol('1'),
  {},
  [1],
  () => 1,
  new Date(0),
];

const ways: Record<string, (histogram: Histogram, value: number) => void> = {
  'record(value)': (histogram, value) => histogram.record(value),
  'record(value, 1)': (histogram, value) => histogram.record(value, 1),
  'recordMany([value])': (histogram, value) => histogram.recordMany([value]),
  'recordMany(Float64Array)': (histogram, value) => histogram.recordMany(Float64Array.of(value)),
};

for (const [way, record] of Object.entries(ways)) {
  for (const { value, recordedAs, isZero } of policy) {
    test(`${way}: ${Object.is(value, -0) ? '-0' : String(value)} is ${recordedAs === undefined ? 'rejected' : 'recorded'}`, () => {
      using histogram = new Histogram();
      record(histogram, value as number);
      if (recordedAs === undefined) {
        assert.equal([histogram.count, histogram.rejected, histogram.sum], [0, 1, 0]);
        assert.identical(histogram.max, Number.NaN);
        return;
      }
      assert.equal([histogram.count, histogram.rejected], [1, 0]);
      for (const seen of [histogram.sum, histogram.min, histogram.max, histogram.quantile(0.5)]) {
        assert.identical(seen, recordedAs);
      }
      const { zeroCount, positive, negative } = histogram.snapshot();
      const range = recordedAs > 0 ? positive : negative;
      assert.equal([zeroCount, range.counts.length], isZero ? [1, 0] : [0, 1]);
    });
  }
}

for (const value of noNumbers) {
  const shown =
    typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? '[1]' : String(value);
  for (const [way, record] of Object.entries(ways)) {
    if (way === 'recordMany(Float64Array)') continue; // holds nothing but numbers
    test(`${way}: ${shown}, which is no number, is ${DEVELOPMENT ? 'a TypeError' : 'rejected'}`, () => {
      using histogram = new Histogram();
      if (DEVELOPMENT) {
        const error = assert.throwsCode(() => record(histogram, value as number), 'HISTOGRAM_VALUE');
        assert.instance(error, TypeError);
      } else record(histogram, value as number);
      assert.equal([histogram.count, histogram.rejected, histogram.sum], [0, DEVELOPMENT ? 0 : 1, 0]);
    });
  }
}

for (const times of [-1, 0.5, Number.NaN, Infinity, '2']) {
  test(`record(value, ${times}): no count, so ${DEVELOPMENT ? 'a RangeError' : 'the value is rejected'}`, () => {
    using histogram = new Histogram();
    if (DEVELOPMENT) assert.throwsCode(() => histogram.record(1, times as number), 'HISTOGRAM_COUNT');
    else histogram.record(1, times as number);
    assert.equal([histogram.count, histogram.rejected], [0, DEVELOPMENT ? 0 : 1]);
  });
}

test('record(value, 0) records nothing and rejects nothing', () => {
  using histogram = new Histogram();
  histogram.record(1, 0);
  assert.equal([histogram.count, histogram.rejected], [0, 0]);
});

test('good values around a bad one are recorded', () => {
  using histogram = new Histogram();
  histogram.recordMany([1, 2, 3, Number.NaN, 5, -6, Infinity, 8, 9]);
  assert.equal(
    [histogram.count, histogram.rejected, histogram.sum, histogram.min, histogram.max],
    [7, 2, 22, -6, 9],
  );
});
