// A handle is bound once, and trainings come and go: a step belongs to the run in which it ended.
import { createTelemetry, getTrainingMetrics } from 'inferometer';
import { assert, test } from '../harness.ts';

const MODEL = { modelId: 'glyphs' };

test('steps of a handle count in the run that goes on', () => {
  const telemetry = createTelemetry();
  const step = telemetry.handle('optimizer_step', MODEL);
  for (const [runId, steps] of [['first', 1] as const, ['second', 2] as const]) {
    const run = telemetry.run({ ...MODEL, runId });
    for (let i = 0; i < steps; i++) step.end(step.start());
    run.end();
  }
  const runs = getTrainingMetrics(telemetry, 'glyphs')?.runs ?? [];
  assert.equal(
    runs.map(({ runId, optimizerSteps }) => [runId, optimizerSteps]),
    [
      ['second', 2],
      ['first', 1],
    ],
  );
});

test('epochs of a handle belong to the run that goes on', () => {
  const telemetry = createTelemetry();
  const epoch = telemetry.handle('training_epoch', { ...MODEL, epoch: 0, numSamples: 10 });
  telemetry.run({ ...MODEL, runId: 'first' }).end();
  telemetry.run({ ...MODEL, runId: 'second' });
  epoch.record(2);
  const runs = getTrainingMetrics(telemetry, 'glyphs')?.runs ?? [];
  assert.equal(
    runs.map(({ runId, samplesPerSecond }) => [runId, samplesPerSecond?.mean]),
    [
      ['second', 5],
      ['first', undefined],
    ],
  );
});

test('a step that was begun in a run belongs to it, although another one has begun', () => {
  const telemetry = createTelemetry();
  telemetry.run({ ...MODEL, runId: 'first' });
  const step = telemetry.start('optimizer_step', MODEL);
  telemetry.run({ ...MODEL, runId: 'second' });
  step.ok();
  const runs = getTrainingMetrics(telemetry, 'glyphs')?.runs ?? [];
  assert.equal(
    runs.map(({ optimizerSteps }) => optimizerSteps),
    [0, 1],
  );
});

test('optimizerSteps are the steps that outcomes count, whatever their clock said', () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const step = telemetry.handle('optimizer_step', MODEL);
  const begun = telemetry.start('optimizer_step', MODEL);
  for (const seconds of [1, Infinity, Number.NaN, -1]) step.record(seconds);
  telemetry.configure({ enabled: false });
  step.record(1);
  begun.ok();
  telemetry.configure({ enabled: true });
  const training = getTrainingMetrics(telemetry, 'glyphs');
  assert.is(training?.runs[0]?.optimizerSteps, 4);
  assert.is(training?.outcomes.optimizer_step?.ok, 4);
});

test('a clock that goes back leaves no time under zero in the curve of epochs', () => {
  let nowMs = 1000;
  const clock = { monotonicMs: () => nowMs, wallUnixMs: () => Date.now() };
  const telemetry = createTelemetry({ clock, logLevel: 'silent' });
  telemetry.trackTrainingEpoch({ ...MODEL, epoch: 0, numSamples: 10 }, () => {
    nowMs = 0;
  });
  const curve = getTrainingMetrics(telemetry, 'glyphs')?.curves.epoch_seconds;
  assert.equal([curve?.values, curve?.rejected], [[], 1]);
});
