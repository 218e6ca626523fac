import { createDriftDetector, type DriftOptions, type DriftTest } from 'inferometer/drift';
import { ExplicitHistogram, Histogram, Summary } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { normal, randomFrom, words } from './samples.ts';

const random = randomFrom(7);
const reference = normal(300, random);
const same = normal(300, random);
const shifted = normal(300, random, 1);

function histogramOf(values: Iterable<number>) {
  using histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.snapshot();
}

const NUMERIC: readonly DriftTest[] = ['ks', 'mann-whitney', 'wasserstein', 'jensen-shannon', 'psi'];

for (const name of NUMERIC) {
  test(`${name} tells a shift from none, of values and of histograms`, () => {
    for (const [before, after, moved] of [
      [reference, same, shifted],
      [histogramOf(reference), histogramOf(same), histogramOf(shifted)],
      [histogramOf(reference), same, shifted],
      [reference, histogramOf(same), histogramOf(shifted)],
    ] as const) {
      const detector = createDriftDetector(before, { test: name });
      const [still, drifted] = [detector.detect(after), detector.detect(moved)];
      assert.equal(
        [still.drifted, drifted.drifted],
        [false, true],
        `${still.statistic} ${drifted.statistic}`,
      );
      assert.ok(drifted.pValue < 1e-6 && still.pValue > 0.05);
      assert.equal(drifted.counts, { reference: 300, current: 300 });
      const [low, high] = drifted.statisticRange;
      assert.ok(low <= drifted.statistic && drifted.statistic <= high);
      assert.is(detector.test, name);
    }
  });
}

test('categories: chi-square, distances, and words that the reference does not have', () => {
  const before = words(400, random);
  const detector = createDriftDetector(before);
  assert.is(detector.test, 'chi-square');
  assert.not.ok(detector.detect(words(400, random)).drifted);
  const moved = words(400, random).map((word) => (word === 'a' ? 'new' : word));
  const result = detector.detect(moved);
  assert.ok(result.drifted);
  assert.is(result.degreesOfFreedom, 5);
  assert.is(result.smallestDetectable.unit, 'share_of_values');
  const warning = result.warnings.find(({ code }) => code === 'new_categories');
  assert.match(warning?.message ?? '', /1 categories.*new/);
  assert.ok(createDriftDetector(before, { test: 'psi' }).detect(moved).drifted);
  assert.ok(createDriftDetector(before, { test: 'jensen-shannon' }).detect(moved).drifted);
});

test('counts by word, booleans and numbers as classes are categories too', () => {
  const counts = createDriftDetector({ yes: 90, no: 10 });
  assert.ok(counts.detect({ yes: 50, no: 50 }).drifted);
  assert.not.ok(counts.detect(Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 'no' : 'yes'))).drifted);
  const flags = createDriftDetector(Array.from({ length: 50 }, (_, i) => i % 2 === 0));
  assert.ok(flags.detect(Array.from({ length: 50 }, () => true)).drifted);
  const classes = createDriftDetector([0, 0, 1, 1, 2, 2, 0, 1, 2, 0, 1, 2], { test: 'chi-square' });
  assert.ok(classes.detect([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]).drifted);
});

test('the test by itself: what has many values is held against a distance', () => {
  const testOf = (data: Parameters<typeof createDriftDetector>[0]) => createDriftDetector(data).test;
  assert.is(testOf(normal(1000, random)), 'ks');
  assert.is(testOf(normal(1001, random)), 'wasserstein');
  assert.is(testOf(histogramOf(normal(1001, random))), 'wasserstein');
  const large = createDriftDetector(normal(20_000, random));
  const slight = large.detect(normal(20_000, random, 0.07));
  assert.ok(slight.pValue < 0.001);
  assert.not.ok(slight.drifted, 'what a p-value finds may be too little to act on');
  assert.ok(large.detect(normal(20_000, random, 0.15)).drifted);
});

test('a distance alone is no drift where chance explains it, unless alpha is 1', () => {
  const [few, others] = [normal(20, randomFrom(3)), normal(20, randomFrom(4))];
  const result = createDriftDetector(few, { test: 'psi' }).detect(others);
  assert.ok(result.statistic > 0.1 && result.pValue > 0.05);
  assert.not.ok(result.drifted);
  assert.ok(createDriftDetector(few, { test: 'psi', alpha: 1 }).detect(others).drifted);
});

test('the distance of Wasserstein is in standard deviations of the reference, whatever the unit', () => {
  const detector = createDriftDetector(reference, { test: 'wasserstein' });
  const { statistic } = detector.detect(reference.map((value) => value + 0.5));
  const micro = createDriftDetector(
    reference.map((value) => value * 1e-6),
    { test: 'wasserstein' },
  ).detect(reference.map((value) => (value + 0.5) * 1e-6));
  assert.close(micro.statistic, statistic, 1e-9);
  const mean = reference.reduce((sum, value) => sum + value) / 300;
  const deviation = Math.sqrt(reference.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 300);
  assert.close(statistic, 0.5 / deviation, 1e-9);
  const constant = createDriftDetector([5, 5, 5, 5, 5, 5, 5, 5], { test: 'wasserstein' });
  assert.is(constant.detect([5, 5, 5]).statistic, 0);
  assert.ok(constant.detect([6, 6, 6, 6, 6, 6, 6, 6]).drifted);
});

test('a constant that changes is seen on both sides by every test of numbers', () => {
  const constant = new Float64Array(40).fill(3);
  for (const name of NUMERIC) {
    for (const other of [2, 4]) {
      const detector = createDriftDetector(constant, { test: name });
      assert.ok(detector.detect(new Float64Array(40).fill(other)).drifted, `${name} ${other}`);
      assert.not.ok(detector.detect(constant).drifted, name);
    }
  }
});

test('the score is 1 - p, or the distance', () => {
  const ks = createDriftDetector(reference, { test: 'ks' }).detect(shifted);
  assert.is(ks.score, 1 - ks.pValue);
  assert.is(ks.threshold, undefined);
  const psi = createDriftDetector(reference, { test: 'psi', threshold: 0.2 }).detect(shifted);
  assert.is(psi.score, psi.statistic);
  assert.is(psi.threshold, 0.2);
});

test('arrays of any numbers are taken as models give them', () => {
  const outputs = Float32Array.from(reference);
  assert.not.ok(createDriftDetector(outputs).detect(Float32Array.from(same)).drifted);
  assert.ok(
    createDriftDetector(new Uint8Array([1, 2, 3, 4, 5, 6])).detect(new Int32Array([7, 8, 9, 10, 11])).drifted,
  );
});

test('NaN in, NaN out, and no drift', () => {
  for (const name of NUMERIC) {
    const result = createDriftDetector(reference, { test: name }).detect([1, 2, Number.NaN, 4]);
    assert.equal([result.statistic, result.pValue, result.drifted], [Number.NaN, Number.NaN, false], name);
    assert.ok(result.warnings.some(({ code }) => code === 'not_a_number'));
  }
  const { drifted, pValue } = createDriftDetector([1, Number.NaN], { test: 'ks', alpha: 1 }).detect([1]);
  assert.equal([drifted, pValue], [false, Number.NaN]);
});

test('few values: what they can show is said', () => {
  const { smallestDetectable, warnings } = createDriftDetector(normal(20, random)).detect(normal(20, random));
  assert.ok(smallestDetectable.change > 1 && smallestDetectable.change < 1.3);
  assert.match(
    warnings.find(({ code }) => code === 'small_sample')?.message ?? '',
    /1\.1\d standard deviations/,
  );
  const many = createDriftDetector(normal(900, random)).detect(normal(900, random));
  assert.equal(many.warnings, []);
  const one = createDriftDetector([1]).detect([2]);
  assert.is(one.smallestDetectable.change, Infinity);
  assert.not.ok(one.drifted);
});

test('one side alone', () => {
  const rising = createDriftDetector(reference, { test: 'ks', alternative: 'greater' });
  assert.ok(rising.detect(shifted).drifted);
  assert.not.ok(rising.detect(normal(300, random, -1)).drifted);
  const { sign, cliffsDelta } = createDriftDetector(reference, { test: 'mann-whitney' }).detect(shifted);
  assert.is(sign, undefined);
  assert.ok((cliffsDelta ?? 0) > 0.3);
  assert.is(createDriftDetector(reference).detect(shifted).sign, 1);
});

test('hostile options and data are errors with a code', () => {
  const cases: readonly [() => unknown, string][] = [
    [() => createDriftDetector(reference, { tset: 'ks' } as never), 'DRIFT_UNKNOWN_OPTION'],
    [() => createDriftDetector(reference, 5 as never), 'DRIFT_OPTION_KIND'],
    [() => createDriftDetector(reference, { test: 'KS' as never }), 'DRIFT_OPTION_RANGE'],
    [() => createDriftDetector(reference, { alpha: 0 }), 'DRIFT_OPTION_RANGE'],
    [() => createDriftDetector(reference, { alpha: '0.05' as never }), 'DRIFT_OPTION_KIND'],
    [() => createDriftDetector(reference, { test: 'ks', threshold: 0.1 }), 'DRIFT_OPTION_RANGE'],
    [() => createDriftDetector(reference, { test: 'psi', threshold: -1 }), 'DRIFT_OPTION_RANGE'],
    [() => createDriftDetector(reference, { test: 'psi', binCount: 1 }), 'DRIFT_OPTION_RANGE'],
    [() => createDriftDetector(reference, { taskId: '' }), 'DRIFT_OPTION_RANGE'],
    [() => createDriftDetector([]), 'DRIFT_SAMPLE_EMPTY'],
    [() => createDriftDetector({}), 'DRIFT_SAMPLE_EMPTY'],
    [() => createDriftDetector({ a: 0 }), 'DRIFT_SAMPLE_EMPTY'],
    [() => createDriftDetector({ a: -1 }), 'DRIFT_SAMPLE'],
    [() => createDriftDetector('values' as never), 'DRIFT_SAMPLE'],
    [() => createDriftDetector([1, null] as never), 'DRIFT_SAMPLE'],
    [() => createDriftDetector(new BigInt64Array(3) as never), 'DRIFT_SAMPLE'],
    [() => createDriftDetector(new DataView(new ArrayBuffer(8)) as never), 'DRIFT_SAMPLE'],
    [() => createDriftDetector(new Histogram().snapshot()), 'DRIFT_SAMPLE_EMPTY'],
    [() => createDriftDetector(new Summary().snapshot() as never), 'HISTOGRAM_SNAPSHOT'],
    [() => createDriftDetector({ layout: 'exponential' } as never), 'HISTOGRAM_SNAPSHOT'],
    [() => createDriftDetector(['a', 'b'], { test: 'ks' }), 'DRIFT_FORM'],
    [() => createDriftDetector(histogramOf(reference), { test: 'chi-square' }), 'DRIFT_FORM'],
    [() => createDriftDetector(reference).detect(['a']), 'DRIFT_FORM'],
    [() => createDriftDetector(['a']).detect([]), 'DRIFT_SAMPLE_EMPTY'],
    [() => createDriftDetector(normal(10_001, random), { test: 'chi-square' }), 'DRIFT_CATEGORIES'],
    [() => createDriftDetector(reference).add(1), 'DRIFT_WINDOW'],
  ];
  for (const [body, code] of cases) assert.throwsCode(body, code);
  const explicit = new ExplicitHistogram({ bounds: [1, 2] });
  explicit.record(1);
  const other = createDriftDetector(explicit.snapshot());
  assert.throwsCode(() => other.detect(histogramOf([1, 2])), 'HISTOGRAM_LAYOUT');
});

test('what was handed in is not changed, and neither is the detector by what it is asked', () => {
  const values = [3, 1, 2];
  const detector = createDriftDetector(values, { test: 'ks' } satisfies DriftOptions);
  const first = detector.detect([5, 4, 6]);
  values.fill(100);
  assert.equal(detector.detect([5, 4, 6]), first);
  assert.equal(detector.reference, Float64Array.of(1, 2, 3));
  const snapshot = JSON.parse(JSON.stringify(histogramOf(reference)));
  assert.ok(createDriftDetector(snapshot).detect(shifted).drifted);
});
