import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { awkward, fingerprint } from '../fingerprint.ts';

/** Every number of a snapshot as a double, in a fixed order. */
function fingerprintOf(histogram: Histogram): string {
  const { scale, count, sum, min, max, rejected, zeroCount, positive, negative } = histogram.snapshot();
  const head = [scale, count, sum, min, max, rejected, zeroCount];
  const body = [positive, negative].flatMap(({ offset, counts }) => [offset, counts.length, ...counts]);
  return fingerprint([...head, ...body]);
}

// Written down once from the SIMD build in Node; every runtime and every kernel build has to agree.
const expected = { narrow: 'b1cca74ab688ad88', wide: 'e822b4917919b593', staged: 'df4803c2927fc83c' };

test('snapshots of the same input are the same bytes in every runtime and kernel build', () => {
  using narrow = new Histogram();
  narrow.recordMany(awkward(10_007, 6));
  using wide = new Histogram({ scale: 8, maxBuckets: 256 });
  wide.recordMany(awkward(10_007, 1000));
  using staged = new Histogram({ scale: 6 });
  for (const value of awkward(5_003, 12)) {
    staged.record(value);
    if (value > 3000) staged.count; // a read drains the stage wherever it stands
  }
  assert.equal(
    { narrow: fingerprintOf(narrow), wide: fingerprintOf(wide), staged: fingerprintOf(staged) },
    expected,
  );
});
