// The one-sample statistic: against published values, closed forms, and itself where methods take over.
import { kolmogorovSurvival } from 'inferometer/drift';
import { assert, test } from '../../harness.ts';

test('as published', () => {
  // G. Marsaglia, W. W. Tsang, J. Wang, 2003, section 3.
  assert.close(1 - kolmogorovSurvival(10, 0.274), 0.6284796154565043, 1e-13);
  // R. Simard, P. L'Ecuyer, 2011: Kolmogorov's limit, 1 - K(1) = 0.2699996716773546, is approached from below.
  const limit = 0.2699996716773546;
  for (const n of [1000, 100_000, 10_000_000]) {
    const survival = kolmogorovSurvival(n, 1 / Math.sqrt(n));
    assert.ok(survival < limit && limit - survival < 0.4 / Math.sqrt(n), `${n}: ${survival}`);
  }
});

test('closed forms at both ends', () => {
  assert.is(kolmogorovSurvival(5, 0.1), 1);
  assert.close(kolmogorovSurvival(5, 0.2), 1 - 120 / 3125, 1e-15);
  assert.close(kolmogorovSurvival(2, 0.4), 0.82, 1e-14);
  assert.close(kolmogorovSurvival(1, 0.75), 0.5, 1e-15);
  assert.close(kolmogorovSurvival(20, 0.97), 2 * 0.03 ** 20, 1e-12);
  assert.is(kolmogorovSurvival(20, 1), 0);
});

/** P(D_n < d) where n d is a whole number, by F. J. Massey's recursion, 1950. */
function recursive(n: number, d: number): number {
  const k = Math.round(n * d);
  const factorials = [1];
  for (let i = 1; i <= n; i++) factorials.push((factorials[i - 1] as number) * i);
  let row = new Float64Array(2 * k - 1);
  row[k - 1] = 1;
  for (let step = 0; step < n; step++) {
    const next = new Float64Array(2 * k - 1);
    for (let to = 0; to < 2 * k - 1; to++) {
      for (let from = 0; from <= Math.min(to + 1, 2 * k - 2); from++) {
        next[to] = (next[to] as number) + (row[from] as number) / (factorials[to - from + 1] as number);
      }
    }
    row = next;
  }
  return ((factorials[n] as number) / n ** n) * (row[k - 1] as number);
}

test('Massey’s recursion, where n d is whole', () => {
  for (const n of [4, 9, 16, 25, 60]) {
    for (let k = 2; k < n / 2; k++) {
      const expected = 1 - recursive(n, k / n);
      if (expected < 1e-7) break;
      assert.close(kolmogorovSurvival(n, k / n), expected, 1e-13 / expected + 1e-12, `n ${n}, k ${k}`);
    }
  }
});

test('falls as d grows, without a step where one method takes over from another', () => {
  for (const n of [3, 20, 100, 140, 141, 500, 5000, 100_001]) {
    let last = 1;
    for (let i = 1; i <= 200; i++) {
      const d = (i / 200) * Math.min(1, 4 / Math.sqrt(n));
      const survival = kolmogorovSurvival(n, d);
      assert.ok(survival >= 0 && survival <= 1);
      assert.ok(survival <= last + 1e-7, `n ${n}, d ${d}: ${survival} after ${last}`);
      assert.ok(last - survival < 0.05, `n ${n}, d ${d}: ${survival} after ${last}`);
      last = survival;
    }
  }
});
