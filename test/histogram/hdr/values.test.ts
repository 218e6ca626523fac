import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';

/** The value policy as one table: what each value does to an HDR histogram, however it is recorded. */
const policy: readonly { value: number; recordedAs?: number }[] = [
  { value: Number.NaN },
  { value: -Number.NaN },
  { value: Infinity },
  { value: -Infinity },
  { value: -1 },
  { value: -0.5 },
  { value: -(2 ** -1074) },
  { value: -Number.MAX_VALUE },
  { value: 2 ** 63 },
  { value: Number.MAX_VALUE },
  { value: 0, recordedAs: 0 },
  { value: -0, recordedAs: 0 },
  { value: 2 ** -1074, recordedAs: 0 },
  { value: 2 ** -1022, recordedAs: 0 },
  { value: 1 - 2 ** -53, recordedAs: 0 },
  { value: 1, recordedAs: 1 },
  { value: 2 - 2 ** -52, recordedAs: 1 },
  { value: 2047.99, recordedAs: 2047 },
  { value: 2 ** 63 - 1024, recordedAs: 2 ** 63 - 2 ** 52 },
];

const ways: Record<string, (histogram: HdrHistogram, value: number) => void> = {
  'record(value)': (histogram, value) => histogram.record(value),
  'record(value, 1)': (histogram, value) => histogram.record(value, 1),
  'recordMany([value])': (histogram, value) => histogram.recordMany([value]),
  'recordMany(Float64Array)': (histogram, value) => histogram.recordMany(Float64Array.of(value)),
  'recordWithExpectedInterval(value, 0)': (histogram, value) =>
    histogram.recordWithExpectedInterval(value, 0),
};

for (const [way, record] of Object.entries(ways)) {
  policy.forEach(({ value, recordedAs }, i) => {
    const shown = Object.is(value, -0) ? '-0' : String(value);
    test(`${way}: ${shown} is ${recordedAs === undefined ? 'rejected' : 'recorded'} (${i})`, () => {
      using histogram = new HdrHistogram();
      record(histogram, value);
      if (recordedAs === undefined) {
        assert.equal([histogram.count, histogram.rejected, histogram.sum], [0, 1, 0]);
        assert.identical(histogram.max, Number.NaN);
        return;
      }
      assert.equal([histogram.count, histogram.rejected], [1, 0]);
      for (const seen of [histogram.sum, histogram.min, histogram.max]) assert.identical(seen, value + 0);
      assert.identical(histogram.quantile(0), recordedAs);
    });
  });
}

test('good values around bad ones are recorded, in a batch of four as everywhere', () => {
  for (const bad of policy.filter(({ recordedAs }) => recordedAs === undefined)) {
    for (let place = 0; place < 9; place++) {
      using histogram = new HdrHistogram();
      histogram.recordMany([2048, 3, 2048]); // the window is there already
      const values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
      values[place] = bad.value;
      histogram.recordMany(values);
      assert.equal([histogram.count, histogram.rejected], [11, 1]);
      assert.is(histogram.sum, 4099 + 45 - (place + 1));
    }
  }
});

test('zeros of both signs are one zero, whatever was recorded before', () => {
  using histogram = new HdrHistogram();
  histogram.recordMany([-0, -0, -0, -0, 0, -0, -0, -0]);
  assert.identical(histogram.min, 0);
  assert.identical(histogram.max, 0);
  assert.is(histogram.countAt(0), 8);
});

for (const value of ['1', null, undefined, true, 10n, {}, [1]]) {
  const shown = typeof value === 'string' ? '"1"' : Array.isArray(value) ? '[1]' : String(value);
  test(`${shown}, which is no number, is ${DEVELOPMENT ? 'a TypeError' : 'rejected'}`, () => {
    using histogram = new HdrHistogram();
    const record = () => histogram.recordWithExpectedInterval(value as never, 10);
    if (DEVELOPMENT) assert.throwsCode(record, 'HISTOGRAM_VALUE');
    else record();
    assert.equal([histogram.count, histogram.rejected], [0, DEVELOPMENT ? 0 : 1]);
  });
}
