import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, test } from '../../harness.ts';
import { RUNTIMES, removeScratch, run, runJson, scratch } from '../run.ts';

const body = (calls: number) => `
const work = (n) => { let sum = 0; for (let i = 0; i < n; i++) sum += Math.sqrt(i) * (sum & 3); return sum; };
let ready = false;
export function setup() { ready = true; console.log('set up'); }
export function compute() { if (!ready) throw new Error('not set up'); return work(${calls}); }
export async function later() { await null; return work(300); }
export const version = 1;
export function withArgument(x) { return x; }
`;
const module = (name: string, calls: number) => {
  const path = join(scratch, name);
  writeFileSync(path, body(calls));
  return path;
};
const now = module('now.mjs', 1000);
const slower = module('slower.mjs', 1600);
const QUICK = ['--time', '600ms', '--processes', '2'];
/** As long as a verdict takes on a machine that others use, too. */
const SURE = ['--only', 'compute', '--time', '1s', '--processes', '8'];

for (const runtime of RUNTIMES) {
  test(`${runtime}: medians of functions that take nothing, with confidence; what is left out is said`, async () => {
    const { code, stdout, stderr } = await run(['bench', now, ...QUICK], { runtime });
    assert.is(code, 0, stderr);
    assert.match(stdout, /now\.mjs {2}.*, 2 processes\n/);
    assert.match(stdout, /^ +median +median, 95 % sure +p99 +calls\/s$/m);
    assert.match(stdout, /^ {2}compute +[\d.]+ µs +[\d.]+ µs to [\d.]+ µs /m);
    assert.match(stdout, /^ {2}later /m);
    assert.match(stdout, /Not timed: version is no function, withArgument takes arguments\./);
  });
}

test('the same code against a baseline has no verdict', async () => {
  const baseline = join(scratch, 'baseline.json');
  assert.is((await run(['bench', now, ...SURE, '--save', baseline])).code, 0);
  assert.is(JSON.parse(readFileSync(baseline, 'utf8')).format, 'inferometer-bench');
  const { code, json } = await runJson([
    'bench',
    now,
    ...SURE,
    '--compare',
    baseline,
    '--fail-on-regression',
  ]);
  assert.is(code, 0);
  assert.equal(
    json.comparison.cases.map(({ verdict }: { verdict: string }) => verdict),
    ['same'],
    JSON.stringify(json.comparison),
  );
});

test('what takes more is slower, what takes less is faster', async () => {
  const { json } = await runJson(['bench', slower, ...SURE, '--compare', now]);
  const [compute] = json.comparison.cases;
  assert.is(compute.verdict, 'slower', JSON.stringify(compute));
  assert.ok(Math.abs(compute.change - 0.6) < 0.3, `${compute.change}`);
  assert.ok(compute.low < compute.change && compute.change < compute.high);
  const faster = await runJson(['bench', now, ...SURE, '--compare', slower]);
  assert.is(faster.json.comparison.cases[0].verdict, 'faster');
});

test('what cannot be timed is one line and exits with 1', async () => {
  const empty = join(scratch, 'empty.mjs');
  writeFileSync(empty, 'export const x = 1;');
  const failing = join(scratch, 'failing.mjs');
  writeFileSync(failing, 'export function broken() { throw new Error("out of cheese"); }');
  const cases: [string[], RegExp][] = [
    [['bench', empty], /exports no function without arguments: x is no function/],
    [['bench', join(scratch, 'gone.mjs')], /cannot import .*gone\.mjs/],
    [['bench', failing, ...QUICK], /out of cheese/],
    [['bench', now, '--only', 'nothing'], /there is no function nothing; there are compute, later/],
    [['bench', now, '--compare', 'package.json'], /package\.json is no benchmark/],
  ];
  for (const [args, problem] of cases) {
    const { code, stderr } = await run(args);
    assert.is(code, 1, stderr);
    assert.match(stderr, problem);
  }
  removeScratch();
});
