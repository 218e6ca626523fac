import fc from 'fast-check';
import { binnedKolmogorovSmirnov, kolmogorovSmirnov, type Sample } from 'inferometer/drift';
import { InferometerError } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { sample, uniform } from './samples.ts';

/** F(x) - G(x) at every value of either, by the definition. */
function differences(reference: Sample, current: Sample): { at: number; difference: number }[] {
  const share = (values: Sample, at: number) => values.filter((value) => value <= at).length / values.length;
  const ascending = (values: Sample) => [...values].sort((a, b) => a - b);
  return [...ascending(reference), ...ascending(current)].map((at) => ({
    at,
    difference: share(reference, at) - share(current, at),
  }));
}

test('distance, place and side of small examples', () => {
  assert.equal(kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]), { statistic: 0.5, location: 2, sign: 1 });
  assert.equal(kolmogorovSmirnov([1, 2, 2, 3, 3, 3, 4], [2, 3, 3, 4, 4, 5]), {
    statistic: 6 / 7 - 3 / 6,
    location: 3,
    sign: 1,
  });
});

test('as the definition has it, for either side and for both', () => {
  fc.assert(
    fc.property(sample, sample, (reference, current) => {
      const all = differences(reference, current);
      const most = Math.max(...all.map(({ difference }) => difference));
      const least = Math.min(...all.map(({ difference }) => difference));
      const first = (extreme: number) => all.find(({ difference }) => difference === extreme)?.at;
      const greater = { statistic: most, location: first(most), sign: 1 };
      const less = { statistic: Math.max(-least, 0), location: first(least), sign: -1 };
      assert.equal(kolmogorovSmirnov(reference, current, 'greater'), greater);
      assert.equal(kolmogorovSmirnov(reference, current, 'less'), less);
      assert.equal(kolmogorovSmirnov(reference, current), -least > most ? less : greater);
    }),
  );
});

test('symmetric, but for the side; 0 for equal samples; within 0 and 1', () => {
  fc.assert(
    fc.property(sample, sample, (reference, current) => {
      const there = kolmogorovSmirnov(reference, current);
      const back = kolmogorovSmirnov(current, reference);
      assert.close(there.statistic, back.statistic, 1e-15);
      assert.ok(there.statistic >= 0 && there.statistic <= 1);
      assert.is(kolmogorovSmirnov(reference, [...reference].reverse()).statistic, 0);
      assert.is(kolmogorovSmirnov(reference, [...current, ...current]).statistic, there.statistic);
    }),
  );
});

test('a change of unit, or of scale, changes nothing: only the order counts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1 }),
      sample,
      (reference, current) => {
        const cubed = (values: number[]) => values.map((value) => value * value * value);
        const whole = current.map(Math.round);
        const { statistic, sign } = kolmogorovSmirnov(reference, whole);
        const { statistic: cubedStatistic, sign: cubedSign } = kolmogorovSmirnov(
          cubed(reference),
          cubed(whole),
        );
        assert.equal([cubedStatistic, cubedSign], [statistic, sign]);
      },
    ),
  );
});

test('samples without overlap are 1 apart', () => {
  assert.equal(kolmogorovSmirnov([1, 2, 3], [4, 5]), { statistic: 1, location: 3, sign: 1 });
  assert.equal(kolmogorovSmirnov([4, 5], [1, 2, 3]), { statistic: 1, location: 3, sign: -1 });
});

test('large samples, in any order, and not changed by the comparison', () => {
  const reference = uniform(200_000, 1);
  const current = uniform(100_000, 2).map((value) => value * 1.01);
  const copy = reference.slice();
  const { statistic } = kolmogorovSmirnov(reference, current);
  assert.ok(statistic > 0.008 && statistic < 0.02, `${statistic}`);
  assert.equal(reference.subarray(0, 1000), copy.subarray(0, 1000));
  assert.equal(
    kolmogorovSmirnov(reference.slice().sort(), current.slice().sort()),
    kolmogorovSmirnov(reference, current),
  );
});

test('negatives, zeros of both signs, subnormals and infinities order as values do', () => {
  const values = [
    -Infinity,
    -Number.MAX_VALUE,
    -1,
    -(2 ** -1074),
    -0,
    0,
    2 ** -1074,
    1,
    Number.MAX_VALUE,
    Infinity,
  ];
  for (const at of values) {
    const { statistic, location } = kolmogorovSmirnov([at, at], [...values].reverse());
    const under = values.filter((value) => value < at).length;
    const upTo = values.filter((value) => value <= at).length;
    assert.close(statistic, Math.max(under, values.length - upTo) / values.length, 1e-15);
    assert.ok(statistic === 0 || location === at || location < at);
  }
  assert.is(kolmogorovSmirnov([0, 0], [-0]).statistic, 0);
});

test('a NaN on either side makes the answer NaN', () => {
  const unknown = { statistic: Number.NaN, location: Number.NaN, sign: Number.NaN };
  assert.equal(kolmogorovSmirnov([1, Number.NaN, 2], [1]), unknown);
  assert.equal(kolmogorovSmirnov([1], [Number.NaN]), unknown);
  const negativeNaN = new Float64Array(new BigUint64Array([0xfff8n << 48n, 0x3ff0n << 48n]).buffer);
  assert.equal(kolmogorovSmirnov(negativeNaN, [1]), unknown);
});

test('of bins: the statistic at their ends, and where it is', () => {
  const bins = {
    reference: [3, 1, 0, 0],
    current: [0, 1, 1, 6],
    uppers: Float64Array.of(1, 2, 5, 9),
    points: Float64Array.of(0.5, 1.5, 3, 7),
    reaches: new Float64Array(4),
  };
  assert.equal(binnedKolmogorovSmirnov(bins), { statistic: 1 - 1 / 8, location: 2, sign: 1 });
  const less = binnedKolmogorovSmirnov(bins, 'less');
  assert.equal([less.statistic, less.sign], [0, -1]);
});

test('errors name what is wrong, with a stable code and a remedy', () => {
  const bins = { uppers: new Float64Array(2), points: new Float64Array(2), reaches: new Float64Array(2) };
  const cases: readonly [() => unknown, string, ErrorConstructor][] = [
    [() => kolmogorovSmirnov('1' as never, [1]), 'DRIFT_SAMPLE', TypeError],
    [() => kolmogorovSmirnov([1], ['1'] as never), 'DRIFT_SAMPLE', TypeError],
    [() => kolmogorovSmirnov([1], [undefined] as never), 'DRIFT_SAMPLE', TypeError],
    [() => kolmogorovSmirnov([], [1]), 'DRIFT_SAMPLE_EMPTY', RangeError],
    [() => kolmogorovSmirnov([1], new Float64Array(0)), 'DRIFT_SAMPLE_EMPTY', RangeError],
    [() => binnedKolmogorovSmirnov({ ...bins, reference: [1], current: [1, 2] }), 'DRIFT_BINS', Error],
    [() => binnedKolmogorovSmirnov({ ...bins, reference: [], current: [] }), 'DRIFT_BINS', Error],
    [
      () => binnedKolmogorovSmirnov({ ...bins, reference: [1, -1], current: [1, 2] }),
      'DRIFT_BINS',
      RangeError,
    ],
    [
      () => binnedKolmogorovSmirnov({ ...bins, reference: [0, 0], current: [1, 2] }),
      'DRIFT_SAMPLE_EMPTY',
      RangeError,
    ],
  ];
  for (const [misuse, code, Kind] of cases) {
    const error = assert.throwsCode(misuse, code);
    assert.instance(error, Kind);
    assert.ok(error instanceof InferometerError);
    assert.match(error.message, new RegExp(`^${code}: .+\\. [A-Z].+\\.$`));
  }
});
