// hdr-histogram-js 3.0.1: NaN is counted by its JavaScript build and traps in its Wasm build; Infinity is counted by
// the one and traps in the other. A histogram that has trapped answers nothing more.
import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('NaN and Infinity are rejected and counted as such, and recording goes on', () => {
  using histogram = new HdrHistogram();
  for (const value of [5, Number.NaN, Infinity, -Infinity, 7]) histogram.record(value);
  histogram.recordMany([Number.NaN, 6, Infinity]);
  assert.equal([histogram.count, histogram.rejected], [3, 5]);
  assert.equal(histogram.quantiles([0, 0.5, 1]), [5, 6, 7]);
  assert.equal([histogram.sum, histogram.min, histogram.max, histogram.mean], [18, 5, 7, 6]);
});
