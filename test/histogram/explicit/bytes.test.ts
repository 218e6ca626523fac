import { ExplicitHistogram, OPENTELEMETRY_BOUNDS } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { awkward, fingerprint } from '../fingerprint.ts';

function fingerprintOf(bounds: readonly number[], values: Float64Array, size: number): string {
  using histogram = new ExplicitHistogram({ bounds });
  for (let from = 0; from < values.length; from += size)
    histogram.recordMany(values.subarray(from, from + size));
  for (const value of values.subarray(0, 1000)) histogram.record(value);
  const { counts, count, sum, min, max, rejected } = histogram.snapshot();
  const quantiles = histogram.quantiles([0.01, 0.5, 0.99]);
  return fingerprint([...counts, count, sum, min, max, rejected, ...quantiles]);
}

// Written down once from the SIMD build in Node; every runtime and every kernel build has to agree.
const expected = { positive: '25cc35653e7cdf08', signed: 'f5429258ff9ccb22', shared: '33c26d0cf849969e' };

test('snapshots and quantiles of the same input are the same bytes in every runtime and kernel build', () => {
  const linear = Array.from({ length: 1000 }, (_, i) => 1 + i / 1000);
  assert.equal(
    {
      positive: fingerprintOf(OPENTELEMETRY_BOUNDS, awkward(10_007, 12), 96),
      signed: fingerprintOf([-1000, -30, -2, 0, 0.01, 7, 100], awkward(10_007, 12), 2500),
      shared: fingerprintOf(linear, awkward(10_007, 3), 333),
    },
    expected,
  );
});
