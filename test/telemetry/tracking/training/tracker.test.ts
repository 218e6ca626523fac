import fc from 'fast-check';
import { type CurveSnapshot, createTelemetry, getTrainingMetrics, type TrainingStats } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { countOf, ManualClock, refusals, sampleOf, seriesOf } from '../../support.ts';

test('epochs have a time, and samples per second where their number is known', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const epoch = (n: number, seconds: number, numSamples?: number) =>
    telemetry.trackTrainingEpoch({ modelId: 'm', epoch: n, numSamples }, () => clock.advance(seconds));
  epoch(0, 4, 1000);
  epoch(1, 2, 1000);
  epoch(2, 3);
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.is(metrics?.epochs, 3);
  assert.is(metrics?.epochTime?.meanSeconds, 3);
  assert.equal(metrics?.samplesPerSecond, { count: 2, mean: 375, min: 250, max: 500 });
  assert.equal(metrics?.curves.epoch_seconds?.values, [4, 2, 3]);
  assert.equal(metrics?.curves.samples_per_second?.epochs, [0, 1]);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_training_samples_per_second', { model_id: 'm' }), 500);
  assert.is(countOf(telemetry, 'ipfs_aiml_training_epoch_seconds', { model_id: 'm' }), 3);
});

test('a failed epoch is counted and is in no curve', async () => {
  const telemetry = createTelemetry();
  const run = telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 0, numSamples: 5 }, async () =>
    JSON.parse('{'),
  );
  await assert.rejects(run);
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.is(metrics?.epochs, 0);
  assert.equal(metrics?.curves, {});
  assert.equal(metrics?.outcomes, { training_epoch: { ok: 0, error: 1, aborted: 0, unknown: 0 } });
});

test('optimizer steps and gradient updates are timed through start()', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  for (const type of ['optimizer_step', 'gradient_update', 'optimizer_step'] as const) {
    using step = telemetry.start(type, { modelId: 'm' });
    clock.advance(0.25);
    step.ok();
  }
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.is(metrics?.optimizerStepTime?.count, 2);
  assert.is(metrics?.gradientUpdateTime?.maxSeconds, 0.25);
  assert.is(metrics?.epochTime, undefined);
  assert.is(metrics?.epochs, 0);
});

test('the statistics of a run: curves by name, loss progress over n - 1 steps', () => {
  const telemetry = createTelemetry();
  [2, 1.1, 0.8, 0.5].forEach((loss, epoch) => {
    const accuracy = 1 - loss / 4;
    telemetry.recordTrainingStats({
      modelId: 'm',
      epoch,
      loss,
      learningRate: 0.1 / 2 ** epoch,
      gradientNorm: loss * 3,
      metrics: { accuracy, val_loss: loss + 0.1 },
    });
  });
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.is(metrics?.loss?.initial, 2);
  assert.is(metrics?.loss?.final, 0.5);
  assert.close(metrics?.loss?.convergenceRate ?? 0, 0.5, 1e-12);
  assert.equal(Object.keys(metrics?.curves ?? {}).sort(), [
    'accuracy',
    'gradient_norm',
    'learning_rate',
    'loss',
    'val_loss',
  ]);
  assert.equal(metrics?.curves.accuracy?.values, [0.5, 0.725, 0.8, 0.875]);
  assert.equal(metrics?.curves.learning_rate?.epochs, [0, 1, 2, 3]);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_training_loss', { model_id: 'm' }), 0.5);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_training_metric', { model_id: 'm', metric: 'accuracy' }), 0.875);
  assert.is(
    sampleOf(telemetry, 'ipfs_aiml_training_metric', { model_id: 'm', metric: 'gradient_norm' }),
    1.5,
  );
});

test('the epoch is never a label', () => {
  const telemetry = createTelemetry();
  for (let epoch = 0; epoch < 100; epoch++) {
    telemetry.trackTrainingEpoch({ modelId: 'm', epoch, numSamples: 10 }, () => 1);
    telemetry.recordTrainingStats({ modelId: 'm', epoch, loss: 1, metrics: { accuracy: 0.5 } });
  }
  for (const { instrument, series } of telemetry.snapshot().metrics) {
    assert.not.ok(instrument.labels.includes('epoch'));
    assert.is(series.length, 1);
  }
});

test('statistics without an epoch are not lost: they are steps', () => {
  const telemetry = createTelemetry();
  const record = (stats: Partial<TrainingStats>) => telemetry.recordTrainingStats({ modelId: 'm', ...stats });
  record({ loss: 3 });
  record({ loss: 2 });
  record({ loss: 1, step: 10 });
  record({ loss: Number.NaN });
  record({ loss: 0.5 });
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.equal(metrics?.curves.loss?.steps, [0, 1, 10, 12]);
  assert.equal(metrics?.curves.loss?.values, [3, 2, 1, 0.5]);
  assert.equal([metrics?.epochs, metrics?.curves.loss?.epochs], [0, []]);
});

test('one point has no convergence rate', () => {
  const telemetry = createTelemetry();
  telemetry.recordTrainingStats({ modelId: 'm', loss: 3 });
  assert.equal(getTrainingMetrics(telemetry, 'm')?.loss, {
    initial: 3,
    final: 3,
    convergenceRate: undefined,
  });
});

test('a loss that is no number is counted and thrown at nobody', () => {
  const telemetry = createTelemetry();
  telemetry.recordTrainingStats({ modelId: 'm', loss: 2 });
  for (const loss of [Number.NaN, Infinity, -Infinity]) telemetry.recordTrainingStats({ modelId: 'm', loss });
  const curve = getTrainingMetrics(telemetry, 'm')?.curves.loss;
  assert.is(curve?.count, 1);
  assert.is(curve?.rejected, 3);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_training_loss', { model_id: 'm' }), 2);
  assert.is(refusals(telemetry, 'not_finite'), 3);
});

test('a run whose every loss was NaN is listed, with nothing to show', () => {
  const telemetry = createTelemetry();
  telemetry.recordTrainingStats({ modelId: 'm', loss: Number.NaN });
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.is(metrics?.loss, undefined);
  assert.is(metrics?.curves.loss?.rejected, 1);
  assert.identical(metrics?.curves.loss?.min, Number.NaN);
  assert.equal(seriesOf(telemetry, 'ipfs_aiml_training_loss'), []);
});

test('a statistic may have any name', () => {
  const telemetry = createTelemetry();
  const metrics = Object.fromEntries([
    ['__proto__', 1],
    ['constructor', 2],
    ['a b', 3],
    ['', 4],
  ] as [string, number][]);
  telemetry.recordTrainingStats({ modelId: 'm', metrics });
  const curves = getTrainingMetrics(telemetry, 'm')?.curves ?? {};
  assert.equal(
    Object.entries(curves).map(([name, curve]) => [name, curve.values]),
    [
      ['__proto__', [1]],
      ['constructor', [2]],
      ['a b', [3]],
      ['', [4]],
    ],
  );
});

test('a statistic that is given twice is one point, and one that is undefined is none', () => {
  const telemetry = createTelemetry();
  telemetry.recordTrainingStats({ modelId: 'm', loss: 1, metrics: { loss: 2, accuracy: undefined } });
  const curves = getTrainingMetrics(telemetry, 'm')?.curves;
  assert.equal(curves?.loss?.values, [1]);
  assert.is(curves?.accuracy, undefined);
});

test('curves are bounded in number, and what has no room is counted', () => {
  const telemetry = createTelemetry({ seriesLimit: 3 });
  telemetry.recordTrainingStats({ modelId: 'm', metrics: { a: 1, b: 1, c: 1, d: 1, e: 1 } });
  telemetry.recordTrainingStats({ modelId: 'm', metrics: { a: 2 } });
  const { curves } = telemetry.snapshot();
  assert.equal(
    curves.map(({ metric, count }) => [metric, count]),
    [
      ['a', 2],
      ['b', 1],
      ['c', 1],
    ],
  );
  assert.is(refusals(telemetry, 'curve_limit'), 2);
});

test('law: a curve keeps its first and last point, its totals, and no more points than it may', () => {
  const values = fc.array(fc.double({ noDefaultInfinity: true }), { maxLength: 300 });
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 40 }), (losses, curvePointLimit) => {
      using telemetry = createTelemetry({ curvePointLimit });
      losses.forEach((loss, epoch) => {
        telemetry.recordTrainingStats({ modelId: 'm', epoch, loss });
      });
      const finite = losses.map((loss, epoch) => ({ loss, epoch })).filter(({ loss }) => !Number.isNaN(loss));
      if (losses.length === 0) return;
      const curve = getTrainingMetrics(telemetry, 'm')?.curves.loss as CurveSnapshot;
      assert.is(curve.count, finite.length);
      assert.is(curve.rejected, losses.length - finite.length);
      assert.is(curve.epochs.length, curve.values.length);
      assert.ok(curve.values.length <= curvePointLimit);
      if (finite.length <= curvePointLimit) assert.is(curve.values.length, finite.length);
      if (finite.length === 0) return;
      assert.is(curve.epochs[0], finite[0]?.epoch);
      assert.is(curve.epochs.at(-1), finite.at(-1)?.epoch);
      assert.is(curve.min, Math.min(...finite.map(({ loss }) => loss)));
      assert.is(curve.max, Math.max(...finite.map(({ loss }) => loss)));
      // In order, evenly spread, and each with its own value.
      const positions = curve.epochs.map((epoch) => finite.findIndex((point) => point.epoch === epoch));
      const stride = (positions[1] ?? 1) - (positions[0] ?? 0);
      positions.forEach((position, i) => {
        assert.identical(curve.values[i], finite[position]?.loss);
        assert.is(position, i === positions.length - 1 ? finite.length - 1 : i * stride);
      });
    }),
    { numRuns: 200 },
  );
});

test('wrong attributes throw before anything runs', () => {
  const telemetry = createTelemetry();
  const epoch = (attributes: object, code: string) => {
    const options = { modelId: 'm', epoch: 0, ...attributes };
    assert.throwsCode(() => telemetry.start('training_epoch', options), code);
    return assert.throwsCode(() => telemetry.trackTrainingEpoch(options, () => assert.unreachable()), code);
  };
  const stats = (attributes: object, code: string) =>
    assert.throwsCode(() => telemetry.recordTrainingStats({ modelId: 'm', ...attributes }), code);
  epoch({ epoch: '1' }, 'TELEMETRY_ATTRIBUTE_KIND');
  epoch({ numSamples: 10n }, 'TELEMETRY_ATTRIBUTE_KIND');
  epoch({ modelId: null }, 'TELEMETRY_LABEL_KIND');
  epoch({ runId: 1 }, 'TELEMETRY_LABEL_KIND');
  stats({ modelId: 3 }, 'TELEMETRY_LABEL_KIND');
  stats({ epoch: '1' }, 'TELEMETRY_ATTRIBUTE_KIND');
  stats({ step: 1n }, 'TELEMETRY_ATTRIBUTE_KIND');
  stats({ metrics: [1] }, 'TELEMETRY_ARGUMENT_KIND');
  const kind = stats({ loss: 1, learningRate: '0.1' }, 'TELEMETRY_STATISTIC_KIND');
  assert.match(kind.message, '"learning_rate" expected a number, got "0.1".');
  // @ts-expect-error: without types
  assert.throwsCode(() => telemetry.recordTrainingStats(), 'TELEMETRY_ARGUMENT_KIND');
  assert.equal(telemetry.snapshot().metrics, []);
  assert.equal(telemetry.snapshot().curves, []);
});
