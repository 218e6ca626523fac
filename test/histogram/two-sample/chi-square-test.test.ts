import fc from 'fast-check';
import { chiSquareTest } from 'inferometer/drift';
import { assert, test } from '../../harness.ts';
import vectors from '../../vectors/two_sample.json' with { type: 'json' };
import { shares } from './samples.ts';

test('as scipy: chi2_contingency without correction', () => {
  for (const { reference, current, statistic, pvalue, dof } of vectors.chi2_contingency) {
    const answer = chiSquareTest({ reference, current });
    assert.close(answer.statistic, statistic, 1e-12);
    assert.close(answer.pValue, pvalue, 1e-12);
    assert.is(answer.degreesOfFreedom, dof);
  }
});

test('symmetric, in any order of categories, and without those that nobody has', () => {
  fc.assert(
    fc.property(shares, ({ reference, current }) => {
      const there = chiSquareTest({ reference, current });
      const back = chiSquareTest({ reference: current, current: reference });
      const turned = chiSquareTest({
        reference: [0, ...[...reference].reverse()],
        current: [0, ...[...current].reverse()],
      });
      assert.ok(Math.abs(back.statistic - there.statistic) <= 1e-9 * (1 + there.statistic));
      assert.ok(Math.abs(turned.statistic - there.statistic) <= 1e-9 * (1 + there.statistic));
      assert.is(turned.degreesOfFreedom, there.degreesOfFreedom);
      assert.ok(there.pValue >= 0 && there.pValue <= 1);
    }),
  );
});

test('one category alone says nothing', () => {
  const { statistic, degreesOfFreedom, pValue } = chiSquareTest({ reference: [3], current: [5] });
  assert.equal([statistic, degreesOfFreedom, pValue], [0, 0, 1]);
});

test('hostile counts are errors', () => {
  assert.throwsCode(() => chiSquareTest({ reference: [1, 2], current: [1] }), 'DRIFT_BINS');
  assert.throwsCode(() => chiSquareTest({ reference: [1, -2], current: [1, 1] }), 'DRIFT_BINS');
  assert.throwsCode(() => chiSquareTest({ reference: [0, 0], current: [1, 1] }), 'DRIFT_SAMPLE_EMPTY');
});
