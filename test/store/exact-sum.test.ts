import fc from 'fast-check';
import { ExactSum } from 'inferometer/store/inner';
import { assert, test } from '../harness.ts';

const doubles = fc.array(
  fc.oneof(
    fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
    fc.double({ noNaN: true, min: -1e3, max: 1e3 }),
    fc.integer().map((n) => n / 8),
  ),
  { maxLength: 40 },
);

function summed(values: readonly number[]): ExactSum {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum;
}

test('law: the sum is the double nearest to the exact one, in any order', () => {
  fc.assert(
    fc.property(doubles, fc.infiniteStream(fc.nat()), (values, random) => {
      const exact = nearest(values.reduce((sum, value) => sum + scaled(value), 0n));
      assert.is(summed(values).value, exact);
      const shuffled = values
        .map((value) => ({ value, at: random.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ value }) => value);
      assert.is(summed(shuffled).value, exact);
    }),
  );
});

test('law: sums of sums, kept with their rest, are the sum of everything, and have its rest', () => {
  fc.assert(
    fc.property(fc.array(doubles, { maxLength: 8 }), (parts) => {
      const whole = new ExactSum();
      for (const part of parts) {
        const sum = summed(part);
        whole.add(sum.value, sum.rest());
      }
      const direct = summed(parts.flat());
      assert.is(whole.value, direct.value);
      assert.equal(whole.rest(), direct.rest());
    }),
  );
});

test('what leaves the range of doubles, or is no number, is as IEEE has it', () => {
  assert.is(summed([Number.MAX_VALUE, Number.MAX_VALUE]).value, Infinity);
  assert.identical(summed([1, Number.NaN]).value, Number.NaN);
  assert.is(summed([]).value, 0);
  assert.is(summed([0.1, 0.2, -0.3]).rest(), undefined);
});

/** As a multiple of the smallest double, which every double is. */
function scaled(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const all = bits.getBigUint64(0);
  const exponent = Number((all >> 52n) & 2047n);
  const fraction = all & ((1n << 52n) - 1n);
  const magnitude = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return value < 0 ? -magnitude : magnitude;
}

/** What `Number` rounds, it rounds to the nearest, ties to even; what is cut off before is kept as a last bit. */
function nearest(multiple: bigint): number {
  const magnitude = multiple < 0n ? -multiple : multiple;
  const cut = Math.max(0, magnitude.toString(2).length - 64);
  const top = magnitude >> BigInt(cut);
  const sticky = top << BigInt(cut) === magnitude ? 0n : 1n;
  let value = Number((top << 1n) | sticky);
  for (let left = cut - 1 - 1074; left !== 0; ) {
    const step = Math.max(-500, Math.min(500, left));
    value *= 2 ** step;
    left -= step;
  }
  return multiple < 0n ? -value : value;
}
