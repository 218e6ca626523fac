import fc from 'fast-check';
import { type Alternative, binnedMannWhitneyTest, mannWhitneyTest } from 'inferometer/drift';
import { assert, test } from '../../harness.ts';
import vectors from '../../vectors/two_sample.json' with { type: 'json' };
import { sample, uniform } from './samples.ts';

test('as scipy: U, p-value, exact and asymptotic, with ties', () => {
  for (const { set, alternative, method, statistic, pvalue } of vectors.mannwhitneyu) {
    const [reference, current] = vectors.sets[set] as [number[], number[]];
    const answer = mannWhitneyTest(reference, current, {
      alternative: alternative as Alternative,
      method: method as 'auto' | 'exact' | 'asymptotic',
    });
    const about = `set ${set}, ${alternative}, ${method}`;
    assert.is(answer.statistic, statistic, about);
    assert.close(answer.pValue, pvalue, 1e-12, about);
  }
});

/** Every order of n and m values: the share of those with a U of at least so much. */
function enumerated(n: number, m: number, least: number): number {
  let [all, beyond] = [0, 0];
  const walk = (i: number, j: number, u: number) => {
    if (i === n && j === m) {
      all += 1;
      if (u >= least) beyond += 1;
      return;
    }
    if (i < n) walk(i + 1, j, u + j);
    if (j < m) walk(i, j + 1, u);
  };
  walk(0, 0, 0);
  return beyond / all;
}

test('exact p-values are the shares of all orders', () => {
  for (const [n, m] of [
    [1, 1],
    [2, 5],
    [4, 4],
    [6, 3],
    [6, 7],
  ] as const) {
    for (let shift = -n; shift <= n; shift++) {
      const reference = Array.from({ length: n }, (_, i) => i);
      const current = Array.from({ length: m }, (_, i) => (i * n) / m + shift - 0.26);
      const answer = mannWhitneyTest(reference, current, { alternative: 'greater' });
      assert.is(answer.method, 'exact');
      assert.close(answer.pValue, enumerated(n, m, answer.statistic), 1e-13, `${n} ${m} ${shift}`);
    }
  }
});

/** Pairs in which the first value is the larger one, those of equal values by half. */
function pairsAbove(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, a) => sum + y.reduce((own, b) => own + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);
}

test('U and delta are what comparing every pair gives; the other way round the same', () => {
  fc.assert(
    fc.property(sample, sample, (reference, current) => {
      const there = mannWhitneyTest(reference, current);
      const back = mannWhitneyTest(current, reference);
      const above = pairsAbove(reference, current);
      const pairs = reference.length * current.length;
      assert.is(there.statistic, above);
      assert.ok(Math.abs(there.cliffsDelta - (pairs - 2 * above) / pairs) < 1e-12);
      assert.is(back.statistic, pairs - above);
      assert.close(back.pValue, there.pValue, 1e-12);
      assert.ok(Math.abs(back.cliffsDelta + there.cliffsDelta) < 1e-12);
    }),
  );
});

test('of histograms: values of one bin are equal', () => {
  const answer = binnedMannWhitneyTest({ reference: [2, 1, 0], current: [0, 2, 3] });
  const same = mannWhitneyTest([1, 1, 2], [2, 2, 3, 3, 3], { method: 'asymptotic' });
  assert.equal(answer, same);
});

test('without drift, p-values are below 0.05 in about 5 % of the pairs', () => {
  let below = 0;
  for (let i = 0; i < 400; i++) {
    if (mannWhitneyTest(uniform(60, 2 * i + 1), uniform(40, 9999 + 2 * i)).pValue < 0.05) below += 1;
  }
  assert.ok(below >= 5 && below <= 36, `${below} of 400`);
});

test('NaN in, NaN out; nothing to compare is an error', () => {
  const { statistic, pValue, cliffsDelta } = mannWhitneyTest([1, Number.NaN], [1, 2]);
  assert.equal([statistic, pValue, cliffsDelta], [Number.NaN, Number.NaN, Number.NaN]);
  assert.throwsCode(() => mannWhitneyTest([], [1]), 'DRIFT_SAMPLE_EMPTY');
  assert.throwsCode(() => mannWhitneyTest([1], ['1'] as never), 'DRIFT_SAMPLE');
});
