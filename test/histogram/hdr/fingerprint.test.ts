import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';

/** FNV-1a over the bytes of a snapshot and of what is computed from it, every number as a double, in a fixed order. */
function fingerprint(histogram: HdrHistogram): string {
  const { highestTrackable, count, sum, min, max, rejected, counts } = histogram.snapshot();
  const computed = [histogram.mean, histogram.stdDev, ...histogram.quantiles([0, 0.5, 0.99, 1])];
  const numbers = [highestTrackable, count, sum, min, max, rejected, counts.offset, ...computed];
  let hash = 0xcbf29ce484222325n;
  const add = (number: number) => {
    for (const byte of new Uint8Array(Float64Array.of(number).buffer)) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
  };
  numbers.forEach(add);
  counts.counts.forEach((bucketCount, i) => {
    if (bucketCount === 0) return;
    add(i);
    add(bucketCount);
  });
  return hash.toString(16);
}

/** Doubles of every kind from integers alone: Math.exp and its like may differ between engines in the last bit. */
function awkward(n: number, leastExponent: number, exponents: number): Float64Array {
  const bits = new BigUint64Array(n);
  let state = 0x9e3779b97f4a7c15n;
  for (let i = 0; i < n; i++) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    const exponent = BigInt(1023 + leastExponent + (Number(state >> 33n) % exponents));
    const sign = i % 101 === 0 ? 1n << 63n : 0n;
    bits[i] = i % 97 === 0 ? 0x7ff8n << 48n : sign | (exponent << 52n) | (state & 0xf_ffff_ffff_ffffn);
  }
  return new Float64Array(bits.buffer);
}

// Written down once from the SIMD build in Node; every runtime and every kernel build has to agree.
const expected = {
  narrow: 'ad613d0c81c426b9',
  wide: 'ae067f583ef44215',
  coarse: 'ae2d82e226d762a3',
  merged: '1b31920b3a1db9cb',
};

test('answers to the same input are the same bytes in every runtime and kernel build', () => {
  using narrow = new HdrHistogram();
  narrow.recordMany(awkward(10_007, 8, 6));
  using wide = new HdrHistogram({ significantDigits: 2 });
  for (const value of awkward(5003, -4, 70)) wide.record(value);
  using coarse = new HdrHistogram({ significantDigits: 4, lowestDiscernible: 1000, highestTrackable: 1e9 });
  coarse.recordMany(awkward(5003, 0, 34));
  using merged = HdrHistogram.from(wide.snapshot()).merge(narrow).merge(coarse).merge(narrow);
  assert.equal(
    {
      narrow: fingerprint(narrow),
      wide: fingerprint(wide),
      coarse: fingerprint(coarse),
      merged: fingerprint(merged),
    },
    expected,
  );
});
