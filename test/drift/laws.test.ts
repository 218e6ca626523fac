import fc from 'fast-check';
import { createDriftDetector, type DriftTest } from 'inferometer/drift';
import { Histogram, mergeSnapshots } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

const value = fc.oneof(fc.integer({ min: -30, max: 30 }), fc.double({ min: -30, max: 30, noNaN: true }));
const sample = fc.array(value, { minLength: 2, maxLength: 80 });
const positive = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 80 });

function snapshotOf(values: readonly number[]) {
  using histogram = new Histogram();
  for (const one of values) histogram.record(one);
  return histogram.snapshot();
}

function compared(reference: readonly number[], current: readonly number[], name: DriftTest) {
  return createDriftDetector(reference, { test: name }).detect(current);
}

test('ranks alone count for KS and Mann-Whitney: a rising map changes nothing', () => {
  const cubed = (values: readonly number[]) => values.map((one) => one ** 3 / 8 + one * 64);
  const isRising = (values: readonly number[]) =>
    new Set(cubed(values)).size === new Set(values.map((one) => one + 0)).size;
  fc.assert(
    fc.property(sample, sample, (reference, current) => {
      fc.pre(isRising([...reference, ...current]));
      for (const name of ['ks', 'mann-whitney'] as const) {
        const plain = compared(reference, current, name);
        const mapped = compared(cubed(reference), cubed(current), name);
        assert.equal([mapped.statistic, mapped.pValue], [plain.statistic, plain.pValue]);
      }
    }),
  );
});

test('the p-values of KS and Mann-Whitney are the same the other way round', () => {
  fc.assert(
    fc.property(sample, sample, (reference, current) => {
      for (const name of ['ks', 'mann-whitney'] as const) {
        const [there, back] = [compared(reference, current, name), compared(current, reference, name)];
        assert.close(back.pValue, there.pValue, 1e-9);
      }
    }),
  );
});

test('equal data have no distance, and have not drifted', () => {
  fc.assert(
    fc.property(sample, (values) => {
      for (const name of ['wasserstein', 'jensen-shannon', 'psi', 'ks', 'mann-whitney'] as const) {
        const { statistic, drifted, threshold } = compared(values, [...values].reverse(), name);
        assert.not.ok(drifted);
        if (threshold !== undefined) assert.ok(Math.abs(statistic) < 1e-7, `${name}: ${statistic}`);
      }
    }),
  );
});

test('a histogram says between what the statistic of its values lies', () => {
  fc.assert(
    fc.property(positive, positive, (reference, current) => {
      for (const name of ['ks', 'mann-whitney', 'wasserstein'] as const) {
        const { statistic } = compared(reference, current, name);
        const binned = createDriftDetector(snapshotOf(reference), { test: name }).detect(snapshotOf(current));
        const [low, high] = binned.statisticRange;
        const rounding = 1e-9 * (1 + Math.abs(statistic));
        assert.ok(
          low - rounding <= statistic && statistic <= high + rounding,
          `${name}: ${statistic} of ${low}, ${high}`,
        );
      }
    }),
  );
});

test('a histogram finds no drift by KS where its values have none', () => {
  fc.assert(
    fc.property(positive, positive, (reference, current) => {
      const plain = compared(reference, current, 'ks');
      const binned = createDriftDetector(snapshotOf(reference), { test: 'ks' }).detect(snapshotOf(current));
      assert.ok(binned.pValue >= plain.pValue - 1e-12);
    }),
  );
});

test('parts of a histogram, merged, are compared as the whole', () => {
  fc.assert(
    fc.property(positive, positive, positive, (reference, one, other) => {
      for (const name of ['ks', 'mann-whitney', 'wasserstein', 'jensen-shannon', 'psi'] as const) {
        const detector = createDriftDetector(snapshotOf(reference), { test: name });
        const whole = detector.detect(snapshotOf([...one, ...other]));
        const merged = detector.detect(mergeSnapshots([snapshotOf(one), snapshotOf(other)]));
        assert.equal(merged, whole);
      }
    }),
  );
});

test('the order of values says nothing', () => {
  fc.assert(
    fc.property(sample, sample, (reference, current) => {
      for (const name of [
        'ks',
        'mann-whitney',
        'wasserstein',
        'jensen-shannon',
        'psi',
        'chi-square',
      ] as const) {
        const plain = compared(reference, current, name);
        const turned = compared([...reference].reverse(), [...current].reverse(), name);
        assert.close(turned.statistic, plain.statistic, 1e-9);
        assert.is(turned.drifted, plain.drifted);
      }
    }),
  );
});
