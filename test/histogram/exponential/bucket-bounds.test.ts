import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { exactIndex, nextDown, nextUp } from '../oracle.ts';

/** The bucket that a histogram puts one value into. */
function bucketOf(histogram: Histogram, value: number): number {
  histogram.reset();
  histogram.record(value);
  const { positive } = histogram.snapshot();
  assert.is(positive.counts.length, 1);
  return positive.offset;
}

for (let scale = 0; scale <= 8; scale++) {
  test(`scale ${scale}: the doubles around every boundary of an octave land as big integers say`, () => {
    using histogram = new Histogram({ scale });
    const perOctave = 2 ** scale;
    for (let i = 0; i <= perOctave; i++) {
      const near = 2 ** (i / perOctave);
      let changes = 0;
      let previous: number | undefined;
      for (
        let value = nextDown(nextDown(nextDown(near))), step = 0;
        step < 7;
        step++, value = nextUp(value)
      ) {
        const expected = exactIndex(value, scale);
        if (previous !== undefined && expected !== previous) changes++;
        previous = expected;
        assert.is(bucketOf(histogram, value), expected, `${value} at scale ${scale}`);
      }
      assert.is(changes, 1, `the doubles around boundary ${i} lie on both sides of it`);
    }
  });

  test(`scale ${scale}: the edges of every octave, from the smallest normal to the largest double`, () => {
    using histogram = new Histogram({ scale });
    const perOctave = 2 ** scale;
    for (let exponent = -1021; exponent <= 1023; exponent++) {
      const power = 2 ** exponent;
      assert.is(bucketOf(histogram, power), exponent * perOctave - 1);
      assert.is(bucketOf(histogram, nextDown(power)), exponent * perOctave - 1);
      assert.is(bucketOf(histogram, nextUp(power)), exponent * perOctave);
    }
    assert.is(bucketOf(histogram, nextUp(2 ** -1022)), -1022 * perOctave);
    assert.is(bucketOf(histogram, Number.MAX_VALUE), 1024 * perOctave - 1);
  });
}

test('the smallest normal double is the zero threshold: it and everything below it is a zero', () => {
  using histogram = new Histogram();
  const zeros = [2 ** -1022, nextDown(2 ** -1022), Number.MIN_VALUE, 0, -0, -Number.MIN_VALUE, -(2 ** -1022)];
  for (const value of zeros) histogram.record(value);
  const { zeroCount, zeroThreshold, count, positive, negative } = histogram.snapshot();
  assert.is(zeroThreshold, 2 ** -1022);
  assert.is(zeroCount, zeros.length);
  assert.is(count, zeros.length);
  assert.is(positive.counts.length + negative.counts.length, 0);
});

for (const scale of [-4, -3, -2, -1]) {
  test(`scale ${scale}: buckets span whole octaves`, () => {
    using histogram = new Histogram({ scale });
    const octaves = 2 ** -scale;
    for (let exponent = -1021; exponent <= 1023; exponent++) {
      assert.is(bucketOf(histogram, 2 ** exponent), Math.floor((exponent - 1) / octaves));
      assert.is(bucketOf(histogram, nextUp(2 ** exponent)), Math.floor(exponent / octaves));
    }
    assert.is(bucketOf(histogram, Number.MAX_VALUE), Math.floor(1023 / octaves));
  });
}

test('values of one histogram at all scales land where each alone would', () => {
  for (let scale = 0; scale <= 8; scale++) {
    using alone = new Histogram({ scale });
    using together = new Histogram({ scale, maxBuckets: 65536 });
    const values = Array.from({ length: 400 }, (_, i) => 1.37 ** (i / 20) * 1e-3);
    const counts = new Map<number, number>();
    for (const value of values) {
      const bucket = bucketOf(alone, value);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    together.recordMany(values);
    const { offset, counts: dense } = together.snapshot().positive;
    const occupied = [...dense]
      .map((count, i) => [offset + i, count] as const)
      .filter(([, count]) => count > 0);
    assert.equal(
      occupied,
      [...counts].sort(([a], [b]) => a - b),
    );
  }
});
