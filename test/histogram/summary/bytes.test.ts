import { Summary } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { awkward, fingerprint } from '../fingerprint.ts';

function fingerprintOf(exponents: number): string {
  using summary = new Summary();
  summary.recordMany(awkward(10_007, exponents));
  for (const value of awkward(5_003, exponents)) {
    summary.record(value);
    if (value > 2 ** (exponents / 2)) summary.count; // a read drains the stage wherever it stands
  }
  const { variance, skewness, kurtosis } = summary;
  const { count, sum, min, max, rejected, mean, m2, m3, m4 } = summary.snapshot();
  return fingerprint([count, sum, min, max, rejected, mean, m2, m3, m4, variance, skewness, kurtosis]);
}

// Written down once from the SIMD build in Node; every runtime and every kernel build has to agree.
const expected = { narrow: 'dfce0c439672cca', wide: '98e2b4a105e71067' };

test('snapshots of the same input are the same bytes in every runtime and kernel build', () => {
  assert.equal({ narrow: fingerprintOf(6), wide: fingerprintOf(200) }, expected);
});
