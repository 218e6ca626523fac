// Event files as TensorBoard's own reader finds them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTensorBoardRunLogger } from 'inferometer/experiments';
import { ExplicitHistogram, HdrHistogram, Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { normalFrom } from '../histogram/oracle.ts';
import { pythonWith } from './install.ts';

interface ReadRun {
  readonly scalars: Record<string, [step: number, value: number | string][]>;
  // biome-ignore lint/suspicious/noExplicitAny: rows of numbers, or texts
  readonly tensors: Record<string, [step: number, rows: any[]][]>;
  readonly plugins: Record<string, string>;
  readonly hparams: Record<string, unknown> | null;
  readonly status: number | null;
}

function read(directory: string): Record<string, ReadRun> {
  const python = pythonWith('tensorboard-python', { tensorboard: 'tensorboard' });
  const args = ['test/interop/experiments/read_tensorboard.py', directory];
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  assert.is(status, 0, stderr);
  return JSON.parse(stdout);
}

async function inDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'inferometer-tensorboard-'));
  try {
    await body(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test('scalars, hyperparameters, tags and the end of runs are read as they were logged', async () => {
  await inDirectory(async (directory) => {
    const logger = createTensorBoardRunLogger({ directory });
    for (const learningRate of [0.1, 0.01]) {
      await using run = logger.startRun({
        name: `sweep/lr ${learningRate}`,
        parameters: { learningRate, optimizer: 'adam', isTied: true, layers: [4, 2] },
        tags: { stage: 'ж "first"' },
      });
      for (let step = 0; step < 2000; step++)
        run.log({ 'train/loss': Math.sin(step), lr: learningRate }, { step });
      run.log({ odd: null }, { step: 1 });
      run.log({ odd: Infinity }, { step: 2 ** 40 });
    }
    const runs = read(directory);
    assert.equal(Object.keys(runs).sort(), ['sweep/lr 0.01', 'sweep/lr 0.1']);
    const { scalars, tensors, hparams, status } = runs['sweep/lr 0.01'] as ReadRun;
    assert.equal(
      scalars['train/loss'],
      Array.from({ length: 2000 }, (_, step) => [step, Math.fround(Math.sin(step))]),
    );
    assert.equal(scalars.odd, [
      [1, 'nan'],
      [2 ** 40, 'inf'],
    ]);
    assert.equal(hparams, { learningRate: 0.01, optimizer: 'adam', isTied: true, layers: '[4,2]' });
    assert.is(status, 1);
    assert.equal(tensors['tags/stage'], [[0, ['ж "first"']]]);
  });
});

test('histograms of every layout are read with our buckets', async () => {
  await inDirectory(async (directory) => {
    const normal = normalFrom(11);
    const values = Array.from({ length: 5000 }, () => Math.round(1000 * normal()) + 4000).filter(
      (v) => v > 0,
    );
    using exponential = new Histogram();
    using explicit = new ExplicitHistogram({ bounds: [1000, 3000, 4000, 9000] });
    using hdr = new HdrHistogram({
      lowestDiscernible: 1,
      highestTrackable: 100_000,
      significantDigits: 2,
    });
    using signed = new Histogram();
    for (const value of values) {
      for (const one of [exponential, explicit, hdr]) one.record(value);
      signed.record(value - 4000);
    }
    const logger = createTensorBoardRunLogger({ directory });
    const run = logger.startRun({ name: 'one' });
    const all = { exponential, explicit, hdr, signed };
    for (const [name, histogram] of Object.entries(all))
      run.logHistogram(name, histogram.snapshot(), { step: 5 });
    run.logHistogram('empty', new Histogram().snapshot(), { step: 5 });
    assert.is((await run.end()).delivered, 5);
    const { tensors, plugins } = read(directory).one as ReadRun;
    for (const [name, histogram] of Object.entries(all)) {
      assert.is(plugins[name], 'histograms');
      const [[step, rows] = [0, []]] = tensors[name] ?? [];
      assert.is(step, 5);
      const { count, min, max } = histogram.snapshot();
      assert.is(
        rows.reduce((sum, row) => sum + row[2], 0),
        count,
      );
      assert.is(rows[0][0], min);
      assert.is(rows.at(-1)[1], max);
      // Adjoining, and true: the counts of values that we know.
      const own = name === 'signed' ? values.map((value) => value - 4000) : values;
      rows.forEach(([left, right, expected], i) => {
        if (i > 0) assert.is(left, rows[i - 1][1]);
        if (name !== 'exponential' && name !== 'signed') return;
        const within = own.filter((value) => (value > left || (i === 0 && value === left)) && value <= right);
        // Negative buckets hold their lower bound.
        if (left >= 0) assert.is(within.length, expected);
      });
    }
    assert.equal(tensors.empty, [[5, []]]);
  });
});
