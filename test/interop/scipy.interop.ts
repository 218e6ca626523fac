// The two-sample tests beside scipy's, on two thousand random pairs; and how often a shift is found, as docs/drift.md says it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  type Alternative,
  chiSquareTest,
  createDriftDetector,
  jensenShannonDistance,
  kolmogorovSmirnovTest,
  mannWhitneyTest,
  wasserstein,
} from 'inferometer/drift';
import { ALPHA, normal, randomFrom, TESTS } from '../drift/samples.ts';
import { assert, test } from '../harness.ts';
import { pythonWith } from './install.ts';

const CASES = 2000;
/** Where p-values are below it, neither keeps all digits. */
const TAIL = 1e-8;
/**
 * scipy divides by a binomial coefficient that is off by 1.3e-12 beyond some hundred values: counted in big integers, ours
 * is the nearer one there.
 */
const TOLERANCE = 3e-12;

interface Case {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly alternative: Alternative;
  readonly method: 'auto' | 'exact' | 'asymptotic';
  readonly uMethod: 'auto' | 'exact' | 'asymptotic';
  readonly table: readonly [readonly number[], readonly number[]];
}

interface Answer {
  /** Without a p-value for one value on either side, where scipy asks the distribution of none. */
  readonly ks: readonly [statistic: number, pValue: number | null, location: number, sign: number];
  readonly u: readonly [number, number];
  readonly chi: readonly [number, number];
  readonly wasserstein: number;
  readonly jensenShannon: number;
}

const python = () => pythonWith('scipy-python', { 'scipy==1.17.1': 'scipy' });

function answersOf(executable: string, cases: readonly Case[]): Answer[] {
  const { status, stdout, stderr } = spawnSync(executable, ['test/interop/scipy/answers.py'], {
    input: cases.map((one) => JSON.stringify(one)).join('\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  assert.is(status, 0, stderr.slice(-2000));
  const lines = stdout.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Answer);
}

function caseOf(i: number, random: () => number): Case {
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low));
  const size = () => (i % 100 === 9 ? whole(8000, 15_000) : i % 10 === 7 ? whole(200, 800) : whole(1, 60));
  const [n, m] = i % 10 === 8 ? [whole(1, 200), 0] : [size(), size()];
  const shift = [0, 0.2, 1, 3][whole(0, 4)] as number;
  const hasTies = i % 3 === 0;
  const values = (count: number, by: number) =>
    Array.from(normal(count, random, by), (value) => (hasTies ? Math.round(2 * value) : value));
  const pick = <T>(all: readonly T[]) => all[whole(0, all.length)] as T;
  const [x, y] = [values(n, 0), values(m || n, n > 1000 ? shift / 30 : shift)];
  const methods = ['auto', 'exact', 'asymptotic'] as const;
  const isLarge = x.length * y.length > 500_000;
  const ofTable = () => Array.from({ length: 6 }, () => whole(0, 40) + (i % 2));
  return {
    x,
    y,
    alternative: pick(['two-sided', 'less', 'greater']),
    method: isLarge ? pick(['auto', 'asymptotic']) : pick(methods),
    // Exact ones take scipy the square of the product of sizes.
    uMethod: x.length * y.length > 2000 || hasTies ? pick(['auto', 'asymptotic']) : pick(methods),
    table: [
      [1, ...ofTable()],
      [...ofTable(), 1],
    ],
  };
}

test('two thousand random pairs: statistics exact, p-values to 3e-12', () => {
  const executable = python();
  const random = randomFrom(2026);
  const cases = Array.from({ length: CASES }, (_, i) => caseOf(i, random));
  const answers = answersOf(executable, cases);
  assert.is(answers.length, CASES);
  for (const [i, { ks, u, chi, ...distances }] of answers.entries()) {
    const { x, y, alternative, method, uMethod, table } = cases[i] as Case;
    const about = `case ${i}: ${x.length} and ${y.length} values, ${alternative}, ${method}, ${uMethod}`;
    const ours = kolmogorovSmirnovTest(x, y, { alternative, method });
    assert.equal([ours.statistic, ours.location, ours.sign], [Math.abs(ks[0]), ks[2], ks[3]], about);
    if (ks[1] === null) assert.equal([x.length, y.length], [1, 1], about);
    else assert.close(ours.pValue, ks[1], ks[1] < TAIL ? 1e-9 : TOLERANCE, about);
    const ranks = mannWhitneyTest(x, y, { alternative, method: uMethod });
    assert.is(ranks.statistic, u[0], about);
    assert.close(ranks.pValue, u[1], TOLERANCE, about);
    const counts = chiSquareTest({ reference: table[0], current: table[1] });
    assert.close(counts.statistic, chi[0], 1e-12, about);
    assert.close(counts.pValue, chi[1], TOLERANCE, about);
    assert.close(wasserstein(x, y), distances.wasserstein, 1e-11, about);
    const apart = jensenShannonDistance({ reference: table[0], current: table[1] });
    assert.ok(Math.abs(apart - distances.jensenShannon) < 1e-9, about);
  }
});

/** Evidently calls a large numerical column drifted by its Wasserstein distance, in deviations of the reference, alone. */
const EVIDENTLY_THRESHOLD = 0.1;
const SHIFTED = [
  { n: 20, pairs: 400, shifts: [0, 0.5, 1] },
  { n: 200, pairs: 400, shifts: [0, 0.2, 0.5] },
  { n: 2000, pairs: 100, shifts: [0, 0.1, 0.2, 0.5] },
] as const;
const OF_NUMBERS = TESTS.filter((name) => name !== 'chi-square');

test('how often a shift is found, beside scipy and by the rule of Evidently, is what the page about drift says', () => {
  const executable = python();
  const settings = SHIFTED.flatMap(({ n, pairs, shifts }) =>
    shifts.map((shift) => ({ n, pairs, shift, isFirst: shift === shifts[0] })),
  );
  const casesOf = settings.map(({ n, pairs, shift }) => {
    const random = randomFrom(n + 1000 * shift);
    return Array.from({ length: pairs }, (): Case => {
      const [x, y] = [Array.from(normal(n, random)), Array.from(normal(n, random, shift))];
      return {
        ...{ x, y, alternative: 'two-sided', method: 'auto', uMethod: 'auto' },
        // Asked for nothing: of numbers there are no tables.
        table: [
          [1, 1],
          [1, 1],
        ],
      };
    });
  });
  // Of all settings at once: to import scipy takes longer than most of them.
  const answers = answersOf(executable, casesOf.flat());
  const rows = settings.map(({ n, pairs, shift, isFirst }, row) => {
    const cases = casesOf[row] as Case[];
    const ofScipy = answers.splice(0, pairs);
    const percentOf = (holds: (one: Case, answer: Answer) => boolean) => {
      const count = cases.filter((one, i) => holds(one, ofScipy[i] as Answer)).length;
      return Math.round((100 * count) / pairs);
    };
    const figures = [
      ...OF_NUMBERS.map((name) =>
        percentOf(({ x, y }) => createDriftDetector(x, { test: name }).detect(y).drifted),
      ),
      percentOf((_, { ks }) => (ks[1] as number) < ALPHA),
      percentOf((_, { u }) => u[1] < ALPHA),
      percentOf(({ x }, { wasserstein: distance }) => distance / deviationOf(x) > EVIDENTLY_THRESHOLD),
    ];
    const size = isFirst ? `| ${n} |` : '| |';
    return `${size} ${[shift === 0 ? 'none' : shift, ...figures].join(' | ')} |`;
  });
  const page = readFileSync('docs/drift.md', 'utf8');
  const told = page.split('\n').filter((line) => /^\|( (20|200|2000))? \| (none|[\d.]+) \|/.test(line));
  assert.is(told.join('\n'), rows.join('\n'));
});

/** Of all values, as numpy has it. */
function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
