import { HdrHistogram, percentileCsv, percentileText } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { snapshotOf } from '../arbitrary.ts';

function hdrSnapshot() {
  using histogram = new HdrHistogram({ highestTrackable: 2 ** 53 - 1 });
  histogram.recordMany([25, 50, 75]);
  return histogram.snapshot();
}

// The text that HdrHistogram prints for these three values.
const TEXT = `       Value     Percentile TotalCount 1/(1-Percentile)

      25.000 0.000000000000          1           1.00
      25.000 0.100000000000          1           1.11
      25.000 0.200000000000          1           1.25
      25.000 0.300000000000          1           1.43
      50.000 0.400000000000          2           1.67
      50.000 0.500000000000          2           2.00
      50.000 0.550000000000          2           2.22
      50.000 0.600000000000          2           2.50
      50.000 0.650000000000          2           2.86
      75.000 0.700000000000          3           3.33
      75.000 1.000000000000          3
#[Mean    =       50.000, StdDeviation   =       20.412]
#[Max     =       75.000, Total count    =            3]
#[Buckets =           43, SubBuckets     =         2048]
`;

const CSV = `"Value","Percentile","TotalCount","1/(1-Percentile)"
25.000,0.000000000000,1,1.00
25.000,0.100000000000,1,1.11
25.000,0.200000000000,1,1.25
25.000,0.300000000000,1,1.43
50.000,0.400000000000,2,1.67
50.000,0.500000000000,2,2.00
50.000,0.550000000000,2,2.22
50.000,0.600000000000,2,2.50
50.000,0.650000000000,2,2.86
75.000,0.700000000000,3,3.33
75.000,1.000000000000,3,Infinity
`;

test('an HDR snapshot prints as HdrHistogram does', () => {
  assert.is(percentileText(hdrSnapshot()), TEXT);
  assert.is(percentileCsv(hdrSnapshot()), CSV);
});

test('an exponential snapshot ends at its exact maximum, with three digits of its smallest value', () => {
  const text = percentileText(snapshotOf([0.0251, 0.1, 0.9]), { ticksPerHalfDistance: 1 });
  assert.match(text, /^ +0\.025\d 0\.0{12} +1 +1\.00$/m);
  assert.match(text, /^ +0\.9000 1\.0{12} +3$/m);
  assert.match(text, /Max {5}= +0\.9000, Total count {4}= +3\]/);
  assert.not.match(text, /SubBuckets/);
});

test('values come in the unit and with the digits that are asked for', () => {
  const csv = percentileCsv(snapshotOf([0.5, 0.5]), { valueUnit: 0.001, digits: 1, ticksPerHalfDistance: 1 });
  assert.is(csv.split('\n')[1], '500.0,0.000000000000,2,1.00');
});

test('an empty snapshot prints its headings', () => {
  assert.is(percentileCsv(snapshotOf([])), `${CSV.split('\n')[0]}\n`);
  assert.match(percentileText(snapshotOf([])), /Total count {4}= {12}0|Total count {4}= +0/);
});

test('options that are none are refused', () => {
  const snapshot = snapshotOf([1]);
  assert.throwsCode(() => percentileText(snapshot, { valueUnit: 0 }), 'HISTOGRAM_OPTION_RANGE');
  assert.throwsCode(() => percentileText(snapshot, { digits: 21 }), 'HISTOGRAM_OPTION_RANGE');
  assert.throwsCode(() => percentileCsv(snapshot, { ticksPerHalfDistance: 0 }), 'HISTOGRAM_STEP');
});
