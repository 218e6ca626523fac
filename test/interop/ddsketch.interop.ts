// DDSketch in JavaScript and in Go: what we encode they read, to the same counts and to quantiles within the accuracy.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type ExponentialSnapshot, encodeDdSketch, Histogram } from 'inferometer/histogram';
import { assert, skip, test } from '../harness.ts';
import { exactQuantile, normalFrom, relativeErrorOf } from '../histogram/oracle.ts';

const QUANTILES = [0.01, 0.5, 0.99];
const PEER = '@datadog/sketches-js';
const FOLDER = 'test/interop/ddsketch';

interface Sample {
  readonly name: string;
  readonly values: readonly number[];
  readonly snapshot: ExponentialSnapshot;
}

const normal = normalFrom(9);
const samples: readonly Sample[] = [
  sample(
    'lognormal',
    5,
    Array.from({ length: 5001 }, () => 0.025 * Math.exp(normal())),
  ),
  sample('negatives and zeros', 6, [...Array.from({ length: 3000 }, () => 50 * normal()), 0, 0, 0]),
  sample(
    'wide',
    2,
    Array.from({ length: 1001 }, (_, i) => 10 ** (i / 50 - 10)),
  ),
  sample('coarse', -2, [1, 3, 5, 1000, 1e6]),
  sample('one value', 8, [7]),
];

function sample(name: string, scale: number, values: readonly number[]): Sample {
  using histogram = new Histogram({ scale });
  histogram.recordMany(values);
  return { name, values, snapshot: histogram.snapshot() };
}

for (const { name, values, snapshot } of samples) {
  test(`${PEER} reads ${name}`, () => {
    const { DDSketch } = peer();
    const sketch = DDSketch.fromProto(encodeDdSketch(snapshot, { rounding: 'ceil' }));
    const stores = sketch.store.count + sketch.negativeStore.count;
    assert.is(stores + sketch.zeroCount, values.length);
    const answers = QUANTILES.map((q) => {
      // fromProto leaves the count of the sketch at 0, so its quantiles are asked of a sketch that is told.
      sketch.count = values.length;
      return sketch.getValueAtQuantile(q);
    });
    judge(answers, values, snapshot);
  });
}

test('sketches-go reads them all', () => {
  const lines = samples.map(({ snapshot }) => Buffer.from(encodeDdSketch(snapshot)).toString('base64'));
  const { status, stdout, stderr, error } = spawnSync('go', ['run', '.'], {
    cwd: FOLDER,
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
  });
  if (error) skip('go is not here: apt install golang');
  assert.is(status, 0, stderr);
  stdout
    .trim()
    .split('\n')
    .forEach((line, i) => {
      const { values, snapshot } = samples[i] as Sample;
      const [count, ...answers] = line.split(' ').map(Number);
      assert.is(count, values.length);
      judge(answers, values, snapshot);
    });
});

/** They count ranks from 0 and round them otherwise than we: the answer is of one of two neighbouring values. */
function judge(
  answers: readonly number[],
  values: readonly number[],
  { scale, count }: ExponentialSnapshot,
): void {
  const bound = relativeErrorOf(scale) + 1e-9;
  answers.forEach((answer, i) => {
    const q = QUANTILES[i] as number;
    const near = [-1, 0, 1].map((step) => exactQuantile(values, Math.min(1, Math.max(0, q + step / count))));
    const isClose = near.some((exact) => Math.abs(answer - exact) <= bound * Math.abs(exact));
    assert.ok(isClose, `q ${q}: ${answer}, expected one of ${near}`);
  });
}

/** Installed the first time that it is asked for. */
function peer() {
  if (!existsSync(`${FOLDER}/node_modules/${PEER}`)) {
    const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: FOLDER,
      encoding: 'utf8',
    });
    if (status !== 0) skip(`${PEER} cannot be installed: ${stderr.trim().split('\n').at(-1)}`);
  }
  return createRequire(`${process.cwd()}/${FOLDER}/package.json`)(PEER);
}
