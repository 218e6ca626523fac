import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';

/** FNV-1a over the bytes of a snapshot: every number as a double, in a fixed order. */
function fingerprint(histogram: Histogram): string {
  const { scale, count, sum, min, max, rejected, zeroCount, positive, negative } = histogram.snapshot();
  const head = [scale, count, sum, min, max, rejected, zeroCount];
  const body = [positive, negative].flatMap(({ offset, counts }) => [offset, counts.length, ...counts]);
  let hash = 0xcbf29ce484222325n;
  for (const byte of new Uint8Array(Float64Array.from([...head, ...body]).buffer)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16);
}

/** Doubles of every kind from integers alone: Math.exp and its like may differ between engines in the last bit. */
function awkward(n: number, exponents: number): Float64Array {
  const bits = new BigUint64Array(n);
  let state = 0x9e3779b97f4a7c15n;
  for (let i = 0; i < n; i++) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    const exponent = BigInt(1023 - exponents + (Number(state >> 33n) % (2 * exponents)));
    const sign = i % 11 === 0 ? 1n << 63n : 0n;
    bits[i] = i % 97 === 0 ? 0x7ff8n << 48n : sign | (exponent << 52n) | (state & 0xf_ffff_ffff_ffffn);
  }
  return new Float64Array(bits.buffer);
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
    { narrow: fingerprint(narrow), wide: fingerprint(wide), staged: fingerprint(staged) },
    expected,
  );
});
