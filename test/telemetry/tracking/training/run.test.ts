import fc from 'fast-check';
import { createTelemetry, getTrainingMetrics, mergeTelemetrySnapshots, type Telemetry } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { ManualClock, refusals, sampleOf } from '../../support.ts';

const runsOf = (telemetry: Telemetry, modelId = 'm') => getTrainingMetrics(telemetry, modelId)?.runs ?? [];

test('a run has curves, parameters and an end of its own; the latest is on top', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  for (const learningRate of [0.1, 0.01]) {
    using run = telemetry.run({ modelId: 'm', runId: `lr-${learningRate}`, parameters: { learningRate } });
    for (let epoch = 0; epoch < 3; epoch++) {
      clock.advance(1);
      run.log({ loss: (3 - epoch) * learningRate, val_loss: 1 }, { epoch });
    }
  }
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.equal(
    metrics?.runs.map(({ runId, parameters, epochs, loss }) => [runId, parameters, epochs, loss?.initial]),
    [
      ['lr-0.01', { learningRate: 0.01 }, 3, 0.03],
      ['lr-0.1', { learningRate: 0.1 }, 3, 3 * 0.1],
    ],
  );
  const [latest, first] = metrics?.runs ?? [];
  assert.is(metrics?.loss?.final, 0.01);
  assert.equal(metrics?.curves, latest?.curves);
  assert.is((first?.endedAtUnixMs ?? 0) - (first?.startedAtUnixMs ?? 0), 3000);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_training_loss', { model_id: 'm' }), 0.01);
});

test('what is recorded of the model belongs to its current run, until that ends', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const run = telemetry.run({ modelId: 'm', runId: 'a' });
  telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 0, numSamples: 100 }, () => clock.advance(2));
  await run.trackEpoch({ epoch: 1, numSamples: 100 }, async () => clock.advance(4));
  telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss: 2 });
  telemetry.start('optimizer_step', { modelId: 'm' }).ok();
  telemetry.start('optimizer_step', { modelId: 'm' }).fail(new Error('no'));
  run.end();
  telemetry.recordTrainingStats({ modelId: 'm', epoch: 1, loss: 1 });
  run.log({ loss: 1.5 }, { epoch: 1 });
  const [later, first] = runsOf(telemetry);
  assert.is(first?.runId, 'a');
  assert.equal([first?.epochs, first?.optimizerSteps], [2, 1]);
  assert.equal(first?.epochSeconds, { count: 2, mean: 3, min: 2, max: 4 });
  assert.equal(first?.samplesPerSecond, { count: 2, mean: 37.5, min: 25, max: 50 });
  assert.equal(first?.curves.loss?.values, [2, 1.5]);
  assert.equal(later?.curves.loss?.values, [1]);
  assert.match(later?.runId ?? '', /^run-/);
});

test('runs of one model may go on side by side', () => {
  const telemetry = createTelemetry();
  const folds = [0, 1, 2].map((fold) => telemetry.run({ modelId: 'm', runId: `fold-${fold}` }));
  for (let epoch = 0; epoch < 4; epoch++) {
    for (const [i, fold] of folds.entries()) fold.log({ loss: 10 * i + epoch }, { epoch });
  }
  assert.equal(
    runsOf(telemetry).map(({ runId, curves }) => [runId, curves.loss?.values]),
    [
      ['fold-2', [20, 21, 22, 23]],
      ['fold-1', [10, 11, 12, 13]],
      ['fold-0', [0, 1, 2, 3]],
    ],
  );
});

test('a run of the same id goes on after a checkpoint: the last value of an epoch wins', () => {
  const telemetry = createTelemetry();
  const train = (from: number, to: number, rate: number) => {
    using run = telemetry.run({ modelId: 'm', runId: 'a' });
    for (let epoch = from; epoch < to; epoch++) run.log({ loss: rate * epoch }, { epoch });
  };
  train(0, 5, 1);
  train(3, 7, 10);
  const [run, ...others] = runsOf(telemetry);
  assert.equal(others, []);
  assert.equal(run?.curves.loss?.epochs, [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(run?.curves.loss?.values, [0, 1, 2, 30, 40, 50, 60]);
  assert.is(run?.epochs, 7);
});

test('epochs that go on are one run, also where nobody named it', () => {
  const telemetry = createTelemetry();
  for (const epoch of [10, 11, 12, 11, 12, 13])
    telemetry.recordTrainingStats({ modelId: 'm', epoch, loss: epoch });
  assert.equal(
    runsOf(telemetry).map(({ epochs, curves }) => [epochs, curves.loss?.epochs]),
    [[4, [10, 11, 12, 13]]],
  );
});

test('a statistic that comes late is of the run before, and does not begin another one', () => {
  const telemetry = createTelemetry();
  const record = (epoch: number, metrics: Record<string, number>) =>
    telemetry.recordTrainingStats({ modelId: 'm', epoch, metrics });
  record(0, { loss: 3 });
  record(1, { loss: 2 });
  record(0, { val_loss: 3.5 });
  record(2, { loss: 1 });
  record(1, { val_loss: 2.5 });
  assert.is(runsOf(telemetry).length, 1);
  assert.equal(runsOf(telemetry)[0]?.curves.val_loss?.values, [3.5, 2.5]);
});

test('steps are steps; those that begin anew with each epoch are counted on', () => {
  const telemetry = createTelemetry();
  const run = telemetry.run({ modelId: 'm' });
  for (let epoch = 0; epoch < 3; epoch++) {
    for (let step = 0; step < 4; step++) run.log({ loss: 10 * epoch + step }, { epoch, step });
    run.log({ val_loss: epoch }, { epoch });
  }
  const [metrics] = runsOf(telemetry);
  assert.equal(metrics?.curves.loss?.steps, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.equal(metrics?.curves.loss?.values, [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]);
  assert.equal(metrics?.curves.loss?.epochs, []);
  assert.equal(metrics?.curves.val_loss?.epochs, [0, 1, 2]);
  assert.is(metrics?.epochs, 3);
});

test('steps alone, recorded without a run, begin another one when they fall back to the first', () => {
  const telemetry = createTelemetry();
  for (const last of [2, 3]) {
    for (let step = 0; step <= last; step++)
      telemetry.recordTrainingStats({ modelId: 'm', step, loss: step });
  }
  assert.equal(
    runsOf(telemetry).map(({ curves }) => curves.loss?.steps),
    [
      [0, 1, 2, 3],
      [0, 1, 2],
    ],
  );
});

test('parts of epochs, as some trainers count them, lie between epochs', () => {
  const telemetry = createTelemetry();
  const run = telemetry.run({ modelId: 'm' });
  for (const epoch of [0.5, 1, 1.5, 2, 2.5, 3])
    run.log({ loss: 4 - epoch, grad_norm: 1, lr: 0.1 }, { epoch });
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.equal(metrics?.curves.loss?.epochs, [0.5, 1, 1.5, 2, 2.5, 3]);
  assert.is(metrics?.epochs, 3);
});

test('the logs of a callback are taken as they come', () => {
  const telemetry = createTelemetry();
  const run = telemetry.run({ modelId: 'm' });
  const onEpochEnd = (epoch: number, logs?: { [key: string]: number }) => run.log(logs, { epoch });
  onEpochEnd(0, { loss: 2, acc: 0.5, val_loss: 2.5, val_acc: 0.4 });
  onEpochEnd(1, undefined);
  run.log({ loss: null, acc: undefined }, { epoch: 2 });
  run.log({ loss: 1 }, { epoch: null });
  const [metrics] = runsOf(telemetry);
  assert.equal([metrics?.curves.loss?.values, metrics?.curves.loss?.rejected], [[2, 1], 1]);
  assert.equal([refusals(telemetry, 'not_finite'), refusals(telemetry, 'bad_epoch')], [1, 1]);
});

test('runs are bounded: the oldest go, and are counted', () => {
  const telemetry = createTelemetry({ trainingRunLimit: 3 });
  const runs = [0, 1, 2, 3, 4].map((i) => telemetry.run({ modelId: 'm', runId: `${i}` }));
  for (const run of runs.slice(2)) run.log({ loss: 1 }, { epoch: 0 });
  telemetry.run({ modelId: 'other' });
  assert.equal(
    runsOf(telemetry).map(({ runId }) => runId),
    ['4', '3', '2'],
  );
  assert.is(refusals(telemetry, 'run_limit'), 2);
  assert.is(runsOf(telemetry, 'other').length, 1);
});

test('runs that are over make room for curves of others, and for runs of others; those that go on do not', () => {
  const telemetry = createTelemetry({ seriesLimit: 2 });
  const record = (modelId: string, name: string) =>
    telemetry.recordTrainingStats({ modelId, epoch: 0, metrics: { [name]: 1 } });
  record('a', 'loss');
  record('b', 'loss');
  record('c', 'loss');
  assert.equal([refusals(telemetry, 'run_limit'), runsOf(telemetry, 'c').length], [1, 0]);
  using run = telemetry.run({ modelId: 'a', runId: 'next' });
  run.log({ loss: 2 }, { epoch: 0 });
  assert.equal(
    runsOf(telemetry, 'a').map(({ runId }) => runId),
    ['next'],
  );
  record('b', 'accuracy');
  assert.is(refusals(telemetry, 'curve_limit'), 1);
});

test('labels of a run are on everything that is recorded of it', () => {
  const telemetry = createTelemetry({ labelNames: ['tenant'] });
  using run = telemetry.run({ modelId: 'm', labels: { tenant: 'acme' } });
  run.log({ loss: 1, f1: 0.5 }, { epoch: 0 });
  run.trackEpoch({ epoch: 0, numSamples: 1 }, () => 1);
  const labels = { model_id: 'm', tenant: 'acme' };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_training_loss', labels), 1);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_training_metric', { ...labels, metric: 'f1' }), 0.5);
  const epochs = { operation_type: 'training_epoch', tenant: 'acme', status: 'ok' };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_operations_total', epochs), 1);
});

test('models that are not allowed share their runs', () => {
  const telemetry = createTelemetry({ labelAllowList: { model_id: ['m'] } });
  for (let i = 0; i < 50; i++) telemetry.recordTrainingStats({ modelId: `id-${i}`, epoch: i, loss: 1 });
  assert.equal(
    telemetry.snapshot().runs.map(({ modelId, lastEpoch }) => [modelId, lastEpoch]),
    [['other', 49]],
  );
});

test('a disabled telemetry records no run; what it records once enabled has its id', () => {
  const telemetry = createTelemetry({ enabled: false });
  const run = telemetry.run({ modelId: 'm', runId: 'a' });
  run.log({ loss: 1 }, { epoch: 0 });
  run.trackEpoch({ epoch: 0 }, () => 1);
  assert.equal(telemetry.snapshot().runs, []);
  telemetry.configure({ enabled: true });
  run.log({ loss: 1 }, { epoch: 1 });
  run.end();
  assert.equal(
    runsOf(telemetry).map(({ runId, endedAtUnixMs }) => [runId, endedAtUnixMs !== undefined]),
    [['a', true]],
  );
  telemetry.dispose();
  run.log({ loss: 1 }, { epoch: 2 });
  assert.equal([telemetry.snapshot().runs, telemetry.snapshot().curves], [[], []]);
});

test('parameters are kept as JSON has them; what it cannot hold is counted', () => {
  const telemetry = createTelemetry();
  const layers = [64, 64];
  telemetry.run({ modelId: 'm', parameters: { layers, rate: Number.NaN, made: new Date(0) } });
  layers.push(1);
  assert.equal(runsOf(telemetry)[0]?.parameters, {
    layers: [64, 64],
    rate: null,
    made: '1970-01-01T00:00:00.000Z',
  });
  telemetry.run({ modelId: 'm', parameters: { steps: 10n } });
  assert.equal(runsOf(telemetry)[0]?.parameters, {});
  assert.is(refusals(telemetry, 'bad_parameters'), 1);
});

test('what is no run, and no position, throws at once', () => {
  const telemetry = createTelemetry();
  const begin = (options: unknown, code: string) =>
    assert.throwsCode(() => telemetry.run(options as never), code);
  begin(undefined, 'TELEMETRY_ARGUMENT_KIND');
  begin({ modelId: 1 }, 'TELEMETRY_LABEL_KIND');
  begin({ modelId: 'm', runId: 1 }, 'TELEMETRY_LABEL_KIND');
  begin({ modelId: 'm', parameters: 1 }, 'TELEMETRY_ARGUMENT_KIND');
  begin({ modelId: 'm', labels: { tenant: 'a' } }, 'TELEMETRY_LABEL_NAME');
  assert.match(
    begin({ modelId: 'm', params: {} }, 'TELEMETRY_UNKNOWN_OPTION').message,
    'Did you mean parameters?',
  );
  assert.equal(telemetry.snapshot().runs, []);
  const run = telemetry.run({ modelId: 'm' });
  const log = (logs: unknown, at: unknown, code: string) =>
    assert.throwsCode(() => run.log(logs as never, at as never), code);
  log({ loss: 1 }, { steps: 3 }, 'TELEMETRY_UNKNOWN_OPTION');
  log({ loss: 1 }, { epoch: '3' }, 'TELEMETRY_ATTRIBUTE_KIND');
  log({ loss: { dataSync() {} } }, {}, 'TELEMETRY_STATISTIC_KIND');
  log([1], {}, 'TELEMETRY_ARGUMENT_KIND');
  for (const wrong of [{ samples: 1 }, { modelId: 'other' }, { runId: 'other' }, { labels: {} }]) {
    assert.throwsCode(
      () => run.trackEpoch({ epoch: 0, ...wrong } as never, () => 1),
      'TELEMETRY_UNKNOWN_OPTION',
    );
  }
  assert.equal(runsOf(telemetry)[0]?.curves, {});
});

test('runs survive JSON, and a merge with others', () => {
  const telemetry = createTelemetry();
  using run = telemetry.run({ modelId: 'm', runId: 'a', parameters: { rate: 1 } });
  for (let epoch = 0; epoch < 5; epoch++) run.log({ loss: 5 - epoch, f1: Number.NaN }, { epoch });
  const snapshot = telemetry.snapshot();
  const merged = mergeTelemetrySnapshots([
    JSON.parse(JSON.stringify(snapshot)),
    createTelemetry().snapshot(),
  ]);
  assert.equal([merged.runs, merged.curves], [snapshot.runs, snapshot.curves]);
});

const POINTS = fc.array(
  fc.record({ epoch: fc.nat(30), loss: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN)) }),
  { maxLength: 60 },
);

test('law: whatever the order of epochs, a curve has them in order, each with its last value', () => {
  fc.assert(
    fc.property(POINTS, (points) => {
      using telemetry = createTelemetry();
      const run = telemetry.run({ modelId: 'm' });
      const last = new Map<number, number>();
      for (const { epoch, loss } of points) {
        run.log({ loss }, { epoch });
        if (!Number.isNaN(loss)) last.set(epoch, loss);
      }
      const curve = runsOf(telemetry)[0]?.curves.loss;
      const expected = [...last].sort(([a], [b]) => a - b);
      assert.equal(
        curve?.epochs ?? [],
        expected.map(([epoch]) => epoch),
      );
      const values = expected.map(([, loss]) => loss);
      assert.equal(curve?.values ?? [], values);
      if (values.length === 0) return;
      assert.equal(
        [curve?.count, curve?.min, curve?.max],
        [values.length, Math.min(...values), Math.max(...values)],
      );
      assert.close(curve?.mean ?? 0, values.reduce((a, b) => a + b) / values.length, 1e-9);
    }),
  );
});

test('law: merging the parts of a run equals recording the whole', () => {
  fc.assert(
    fc.property(POINTS, fc.nat(60), (points, cut) => {
      const record = (all: typeof points, seconds: number) => {
        const clock = new ManualClock();
        using telemetry = createTelemetry({ clock });
        const run = telemetry.run({ modelId: 'm', runId: 'a' });
        for (const { epoch, loss } of all) run.log({ loss }, { epoch });
        clock.advance(seconds);
        return telemetry.snapshot();
      };
      const parts = [record(points.slice(cut), 2), record(points.slice(0, cut), 1)];
      const [merged, whole] = [mergeTelemetrySnapshots(parts), record(points, 2)];
      assert.equal(merged.runs, whole.runs);
      const shown = ({ curves }: typeof whole) =>
        curves.map(({ epochs, values, count, min, max, rejected }) => [
          epochs,
          values,
          count,
          min,
          max,
          rejected,
        ]);
      assert.equal(shown(merged), shown(whole));
    }),
  );
});
