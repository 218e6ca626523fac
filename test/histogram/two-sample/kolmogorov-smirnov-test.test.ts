import fc from 'fast-check';
import { type Alternative, kolmogorovSmirnovTest } from 'inferometer/drift';
import { assert, test } from '../../harness.ts';
import vectors from '../../vectors/ks_2samp.json' with { type: 'json' };
import { uniform } from './samples.ts';

/** What scipy's vectors are of. */
function samplesOf({ n1, n2, scale, shift }: (typeof vectors.cases)[number]): [Float64Array, Float64Array] {
  const phi = (Math.sqrt(5) - 1) / 2;
  const psi = Math.sqrt(2) - 1;
  return [
    Float64Array.from({ length: n1 }, (_, i) => ((i + 1) * phi) % 1),
    Float64Array.from({ length: n2 }, (_, i) => (((i + 1) * psi) % 1) * scale + shift),
  ];
}

const methods = { auto: 'auto', exact: 'exact', asymp: 'asymptotic' } as const;

for (const vector of vectors.cases) {
  const { n1, n2, alternative, method, statistic, pvalue, location, sign, warn } = vector;
  test(`as scipy: ${n1} and ${n2} values, ${alternative}, ${method}`, () => {
    const answer = kolmogorovSmirnovTest(...samplesOf(vector), {
      alternative: alternative as Alternative,
      method: methods[method as keyof typeof methods],
    });
    assert.is(answer.statistic, Math.abs(Number(statistic)));
    assert.is(answer.location, Number(location));
    assert.is(answer.sign, sign);
    assert.close(answer.pValue, Number(pvalue), Number(pvalue) < 1e-8 ? 1e-9 : 1e-12);
    const isExact = method !== 'asymp' && Math.max(n1, n2) <= 10_000 && warn.length === 0;
    assert.is(answer.method, isExact ? 'exact' : 'asymptotic');
  });
}

test('as scipy: ties', () => {
  const { x, y, statistic, pvalue, loc, sign } = vectors.ties;
  const answer = kolmogorovSmirnovTest(x, y);
  assert.is(answer.statistic, Number(statistic));
  assert.close(answer.pValue, Number(pvalue), 1e-13);
  assert.equal([answer.location, answer.sign], [loc, sign]);
});

test('as scipy: NaN in, NaN out', () => {
  const { statistic, pValue } = kolmogorovSmirnovTest([1, 2, Number.NaN], [1, 2]);
  assert.equal([statistic, pValue], [Number.NaN, Number.NaN]);
});

/** Every order of n and m values: the share of those that lie at least as far apart. */
function enumerated(n: number, m: number, h: number, isTwoSided: boolean): number {
  let all = 0;
  let outside = 0;
  const walk = (i: number, j: number, most: number) => {
    const distance = i * m - j * n;
    const next = Math.max(most, isTwoSided ? Math.abs(distance) : distance);
    if (i === n && j === m) {
      all++;
      if (next >= h) outside++;
      return;
    }
    if (i < n) walk(i + 1, j, next);
    if (j < m) walk(i, j + 1, next);
  };
  walk(0, 0, 0);
  return outside / all;
}

test('exact p-values are the shares of all orders', () => {
  for (const [n, m] of [
    [1, 1],
    [1, 4],
    [2, 3],
    [4, 4],
    [4, 6],
    [5, 7],
    [6, 3],
    [7, 7],
  ] as const) {
    const reference = Array.from({ length: n }, (_, i) => i);
    for (let shift = 0; shift <= n; shift++) {
      const current = Array.from({ length: m }, (_, i) => (i * n) / m + shift - 0.25);
      for (const alternative of ['two-sided', 'greater', 'less'] as const) {
        const { statistic, pValue, method } = kolmogorovSmirnovTest(reference, current, { alternative });
        const h = Math.round(statistic * n * m);
        assert.is(method, 'exact');
        assert.close(
          pValue,
          enumerated(n, m, h, alternative === 'two-sided'),
          1e-13,
          `${n} ${m} ${alternative}`,
        );
      }
    }
  }
});

test('exact and asymptotic p-values agree for large samples', () => {
  for (const [n, m] of [
    [900, 900],
    [1500, 700],
  ] as const) {
    for (const shift of [0, 0.02, 0.05, 0.1]) {
      const reference = uniform(n, 7);
      const current = uniform(m, 8).map((value) => value + shift);
      const exact = kolmogorovSmirnovTest(reference, current, { method: 'exact' });
      const asymptotic = kolmogorovSmirnovTest(reference, current, { method: 'asymptotic' });
      assert.ok(Math.abs(exact.pValue - asymptotic.pValue) < 0.02, `${exact.pValue} ${asymptotic.pValue}`);
    }
  }
});

test('a p-value is a probability, symmetric, and the smaller the farther apart samples are', () => {
  const size = fc.integer({ min: 1, max: 80 });
  fc.assert(
    fc.property(
      size,
      size,
      fc.integer({ min: 0, max: 12 }),
      fc.constantFrom('exact', 'asymptotic'),
      (n, m, step, method) => {
        const reference = uniform(n, n + 1);
        const at = (shift: number) => uniform(m, m + 100).map((value) => value + shift);
        const options = { method, alternative: 'greater' } as const;
        const near = kolmogorovSmirnovTest(reference, at(step / 12), options);
        const far = kolmogorovSmirnovTest(reference, at(step / 12 + 0.2), options);
        assert.ok(near.pValue >= 0 && near.pValue <= 1);
        assert.ok(far.pValue <= near.pValue + 1e-12);
        const there = kolmogorovSmirnovTest(reference, at(step / 12), { method });
        const back = kolmogorovSmirnovTest(at(step / 12), reference, { method });
        assert.close(back.pValue, there.pValue, 1e-9);
      },
    ),
  );
});

test('without drift, 5 % of the pairs are below 0.05: no more', () => {
  let below = 0;
  for (let i = 0; i < 400; i++) {
    if (kolmogorovSmirnovTest(uniform(100, 2 * i + 1), uniform(100, 7777 + 2 * i)).pValue < 0.05) below++;
  }
  assert.ok(below <= 36, `${below} of 400`);
});
