import fc from 'fast-check';
import { type Correction, createFeatureDriftDetector, type DriftFeatures } from 'inferometer/drift';
import { assert, test } from '../harness.ts';
import { normal, randomFrom, words } from './samples.ts';

const random = randomFrom(17);
const before = { age: normal(300, random), size: normal(300, random), country: words(300, random) };

function adjusted(correction: Correction, shifts: readonly number[]) {
  const own = randomFrom(3);
  const references: DriftFeatures = Object.fromEntries(shifts.map((_, i) => [`f${i}`, normal(60, own)]));
  const current: DriftFeatures = Object.fromEntries(
    shifts.map((shift, i) => [`f${i}`, normal(60, own, shift)]),
  );
  const { features } = createFeatureDriftDetector(references, { correction }).detect(current);
  return Object.values(features).map(({ pValue, adjustedPValue }) => ({ pValue, adjustedPValue }));
}

test('features are compared each by its own test, and those that drifted are named', () => {
  const detector = createFeatureDriftDetector(before);
  const result = detector.detect({
    age: normal(300, random),
    size: normal(300, random, 1),
    country: words(300, random),
  });
  assert.equal([result.drifted, result.driftedFeatures, result.correction], [true, ['size'], 'holm']);
  assert.equal([result.features.age?.test, result.features.country?.test], ['ks', 'chi-square']);
  assert.is(result.score, 1 - (result.features.size?.adjustedPValue ?? 0));
});

test('options of one feature are in place of those for all', () => {
  const detector = createFeatureDriftDetector(before, {
    test: 'psi',
    features: { age: { test: 'wasserstein', threshold: 3 }, country: { threshold: 0.5 } },
  });
  const { features } = detector.detect({ ...before, age: normal(300, random, 1) });
  assert.equal(
    Object.values(features).map(({ test: name, threshold, drifted }) => [name, threshold, drifted]),
    [
      ['wasserstein', 3, false],
      ['psi', 0.1, false],
      ['psi', 0.5, false],
    ],
  );
});

test('Holm and Benjamini-Hochberg, as their papers have them', () => {
  const shifts = [0, 0.3, 0.6, 0.1, 0.5, 1];
  const naive = (correction: Correction, pValues: readonly number[]) => {
    const ordered = [...pValues].sort((a, b) => a - b);
    const n = pValues.length;
    return pValues.map((pValue) => {
      const rank = ordered.indexOf(pValue);
      const holm = ordered.slice(0, rank + 1).map((p, i) => p * (n - i));
      const benjaminiHochberg = ordered.slice(rank).map((p, i) => (p * n) / (rank + i + 1));
      return Math.min(1, correction === 'holm' ? Math.max(...holm) : Math.min(...benjaminiHochberg));
    });
  };
  for (const correction of ['holm', 'benjamini-hochberg'] as const) {
    const answers = adjusted(correction, shifts);
    const wanted = naive(
      correction,
      answers.map(({ pValue }) => pValue),
    );
    for (const [i, { adjustedPValue }] of answers.entries())
      assert.close(adjustedPValue, wanted[i] as number, 1e-12);
  }
  for (const { pValue, adjustedPValue } of adjusted('none', shifts)) assert.is(adjustedPValue, pValue);
});

test('a correction never finds more than none, and Holm never more than Benjamini-Hochberg', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1.5, noNaN: true }), { minLength: 1, maxLength: 6 }),
      (shifts) => {
        const [none, holm, hochberg] = (['none', 'holm', 'benjamini-hochberg'] as const).map((correction) =>
          adjusted(correction, shifts).map(({ adjustedPValue }) => adjustedPValue),
        ) as [number[], number[], number[]];
        for (const i of shifts.keys()) {
          assert.ok((none[i] as number) <= (hochberg[i] as number) + 1e-15);
          assert.ok((hochberg[i] as number) <= (holm[i] as number) + 1e-15);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('twenty features without drift raise one alarm in twenty comparisons, not one in each', () => {
  let alarms = 0;
  for (let i = 0; i < 60; i++) {
    const own = randomFrom(1000 + i);
    const names = Array.from({ length: 20 }, (_, j) => `f${j}`);
    const rows = (): DriftFeatures => Object.fromEntries(names.map((name) => [name, normal(40, own)]));
    if (createFeatureDriftDetector(rows()).detect(rows()).drifted) alarms += 1;
  }
  assert.ok(alarms <= 10, `${alarms} of 60`);
});

test('rows of a stream: what is missing is left out, a feature that nobody sends is not compared', () => {
  const detector = createFeatureDriftDetector(before, { window: { kind: 'tumbling', count: 100 } });
  const [sizes, countries] = [normal(100, random, 2), words(100, random)];
  let result: ReturnType<typeof detector.add>;
  for (const [i, size] of sizes.entries()) {
    result = detector.add({ size, country: i % 2 === 0 ? (countries[i] as string) : null });
  }
  assert.equal(result?.driftedFeatures, ['size']);
  assert.equal(Object.keys(result?.features ?? {}), ['size', 'country']);
  assert.is(result?.features.country?.counts.current, 50);
  assert.is(result?.window?.count, 100);
  assert.is(detector.flush(), undefined);
});

test('NaN in one feature says nothing of the others', () => {
  const { features, driftedFeatures } = createFeatureDriftDetector(before).detect({
    ...before,
    age: [1, Number.NaN],
    size: normal(300, random, 2),
  });
  assert.identical(features.age?.adjustedPValue, Number.NaN);
  assert.equal(driftedFeatures, ['size']);
});

test('hostile features are errors with a code', () => {
  const detector = createFeatureDriftDetector(before, { window: { kind: 'tumbling', count: 10 } });
  const cases: readonly [() => unknown, string][] = [
    [() => createFeatureDriftDetector({}), 'DRIFT_FEATURE'],
    [() => createFeatureDriftDetector([1, 2] as never), 'DRIFT_SAMPLE'],
    [() => createFeatureDriftDetector(before, { correction: 'bonferroni' as never }), 'DRIFT_OPTION_RANGE'],
    [() => createFeatureDriftDetector(before, { features: { agee: {} } }), 'DRIFT_FEATURE'],
    [
      () => createFeatureDriftDetector(before, { features: { age: { tets: 'ks' } as never } }),
      'DRIFT_UNKNOWN_OPTION',
    ],
    [() => createFeatureDriftDetector({ age: [] }), 'DRIFT_SAMPLE_EMPTY'],
    [() => detector.detect({ age: [1], size: [1] }), 'DRIFT_FEATURE'],
    [() => detector.detect({ ...before, weight: [1] }), 'DRIFT_FEATURE'],
    [() => detector.add({ weight: 1 }), 'DRIFT_FEATURE'],
    [() => detector.add({ age: 'old' }), 'DRIFT_SAMPLE'],
    [() => detector.add([1] as never), 'DRIFT_SAMPLE'],
  ];
  for (const [body, code] of cases) assert.throwsCode(body, code);
  const misspelt = assert.throwsCode(() => detector.add({ contry: 'DE' }), 'DRIFT_FEATURE');
  assert.match(misspelt.message, /Did you mean country\?/);
});
