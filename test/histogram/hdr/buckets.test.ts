import fc from 'fast-check';
import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { nextDown, nextUp, randomFrom } from '../oracle.ts';
import { entriesOf, JavaHistogram } from './oracle.ts';

const DIGITS = [1, 2, 3, 4, 5];
/** Rounded down to a power of two, each is the unit: 1, 2, 512, 2^20, 2^40. */
const LOWEST = [1, 3, 1000, 2 ** 20, 2 ** 41 - 1];
const LARGEST = 2 ** 63 - 1024;

/** The index that a value was counted at: read from the snapshot of a histogram that holds nothing else. */
function indexOf(
  histogram: HdrHistogram,
  value: number,
  record = (v: number) => histogram.record(v),
): number {
  histogram.reset();
  record(value);
  const { counts, rejected } = histogram.snapshot();
  assert.equal([counts.counts.length, rejected], [1, 0], `${value} is counted once`);
  return counts.offset;
}

for (const significantDigits of DIGITS) {
  for (const lowestDiscernible of LOWEST) {
    const java = new JavaHistogram(significantDigits, lowestDiscernible);
    const random = randomFrom(significantDigits * 1000 + LOWEST.indexOf(lowestDiscernible));

    /** Whole values on both sides of bucket boundaries: powers of two, and random buckets of every size. */
    const boundaries: number[] = [0, 1, 2, lowestDiscernible, LARGEST];
    for (let exponent = 0; exponent < 63; exponent++) {
      boundaries.push(2 ** exponent);
      const inside = 2 ** exponent * (1 + random());
      boundaries.push(Number(java.lowestAt(java.indexOf(BigInt(Math.floor(inside))))));
    }
    const title = `${significantDigits} digits of at least ${lowestDiscernible}`;

    test(`${title}: the doubles on both sides of a bucket's bounds are counted where Java counts them`, () => {
      using histogram = new HdrHistogram({ significantDigits, lowestDiscernible });
      for (const boundary of boundaries) {
        const neighbours = boundary > 0 ? [nextDown(boundary), boundary, nextUp(boundary)] : [0, 2 ** -1074];
        for (const value of neighbours.filter((neighbour) => neighbour <= LARGEST)) {
          const expected = java.indexOf(BigInt(Math.trunc(value)));
          assert.is(indexOf(histogram, value), expected, `${value}`);
        }
      }
    });

    test(`${title}: equivalent values are Java's`, () => {
      using histogram = new HdrHistogram({ significantDigits, lowestDiscernible });
      for (const value of boundaries) {
        const index = java.indexOf(BigInt(value));
        const size = Number(java.sizeAt(index));
        assert.is(histogram.lowestEquivalentValue(value), Number(java.lowestAt(index)));
        assert.is(histogram.highestEquivalentValue(value), Number(java.highestAt(index)));
        assert.is(histogram.medianEquivalentValue(value), Number(java.medianAt(index)));
        assert.is(histogram.nextNonEquivalentValue(value), Number(java.highestAt(index) + 1n));
        assert.is(histogram.sizeOfEquivalentValueRange(value), size);
        assert.ok(histogram.valuesAreEquivalent(value, Number(java.lowestAt(index))));
        const next = histogram.nextNonEquivalentValue(value);
        assert.not.ok(next <= LARGEST && histogram.valuesAreEquivalent(value, next));
      }
    });
  }

  test(`${significantDigits} digits: a relative error of at most 10^-digits`, () => {
    using histogram = new HdrHistogram({ significantDigits });
    for (let exponent = 0; exponent < 62; exponent++) {
      const value = 2 ** exponent;
      const error = (histogram.sizeOfEquivalentValueRange(value) - 1) / value;
      assert.ok(error <= 10 ** -significantDigits, `${value}: ${error}`);
    }
  });
}

test('law: any double is counted where Java counts its whole part, one by one and in a batch', () => {
  const value = fc.oneof(
    fc.double({ min: 0, max: LARGEST, noNaN: true }),
    fc.double({ min: 0, max: 5000, noNaN: true }),
    fc.maxSafeNat(),
    fc.nat({ max: 3000 }),
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 50 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(...LOWEST),
      (values, significantDigits, lowestDiscernible) => {
        const java = new JavaHistogram(significantDigits, lowestDiscernible);
        for (const one of values) java.record(one);
        using batch = new HdrHistogram({ significantDigits, lowestDiscernible });
        batch.recordMany(values);
        using single = new HdrHistogram({ significantDigits, lowestDiscernible });
        for (const one of values) single.record(one, 1);
        assert.equal(entriesOf(batch.snapshot()), java.entries());
        assert.equal(entriesOf(single.snapshot()), java.entries());
      },
    ),
    { numRuns: 100 },
  );
});

test('whole numbers are exact to 2^53 where the digits suffice', () => {
  using histogram = new HdrHistogram({ significantDigits: 5, lowestDiscernible: 2 ** 40 });
  const value = 2 ** 53 - 2 ** 40;
  histogram.record(value);
  assert.is(histogram.max, value);
  assert.is(histogram.quantile(0), value);
});

test('a value outside of 0 to 2^63 has no equivalent', () => {
  using histogram = new HdrHistogram();
  for (const value of [-1, Number.NaN, 2 ** 63, Infinity, '5' as never]) {
    assert.throwsCode(() => histogram.lowestEquivalentValue(value), 'HISTOGRAM_VALUE');
  }
});
