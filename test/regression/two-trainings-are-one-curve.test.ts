// Two trainings of a model in one process were one curve: the second seemed to rise where it began, its rate of convergence
// was that of both, and a run that had diverged branded those after it.
import { createTelemetry, getFindings, getTrainingMetrics, type Telemetry } from 'inferometer';
import { generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';

function train(telemetry: Telemetry, epochs: number, rate: number): void {
  for (let epoch = 0; epoch < epochs; epoch++) {
    telemetry.trackTrainingEpoch({ modelId: 'm', epoch }, () => {});
    telemetry.recordTrainingStats({
      modelId: 'm',
      epoch,
      loss: 4 * rate ** epoch,
      metrics: { accuracy: 0.5 },
    });
  }
}

const aboutLoss = (telemetry: Telemetry) =>
  getFindings(telemetry).filter(({ message }) => /rises|stopped falling|diverges/.test(message));

test('a run begins anew when the epoch falls back to the first', () => {
  const telemetry = createTelemetry();
  train(telemetry, 20, 0.8);
  train(telemetry, 20, 0.95);
  assert.equal(aboutLoss(telemetry), []);
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.is(metrics?.runs.length, 2);
  assert.is(metrics?.epochs, 20);
  assert.is(metrics?.curves.loss?.epochs.length, 20);
  assert.close(metrics?.loss?.convergenceRate ?? 0, (4 - 4 * 0.95 ** 19) / 19, 1e-12);
  assert.is(metrics?.epochTime?.count, 40);
  const json = JSON.parse(generateMetricsReport(telemetry, { format: 'json' }));
  assert.is(json.training.models.m.runs.length, 2);
  assert.match(generateMetricsReport(telemetry), 'Runs of m');
});

test('a run that diverged does not brand the one after it', () => {
  const telemetry = createTelemetry();
  for (let epoch = 0; epoch < 20; epoch++) {
    const loss = epoch < 10 ? 1 + epoch : Number.NaN;
    telemetry.recordTrainingStats({ modelId: 'm', epoch, loss });
  }
  assert.match(aboutLoss(telemetry)[0]?.message ?? '', 'diverges');
  train(telemetry, 20, 0.95);
  assert.equal(aboutLoss(telemetry), []);
});

test('a value that was no number does not brand those after it', () => {
  const telemetry = createTelemetry();
  telemetry.recordTrainingStats({ modelId: 'm', loss: Number.NaN });
  assert.match(aboutLoss(telemetry)[0]?.message ?? '', 'diverges');
  for (let i = 0; i < 50; i++) telemetry.recordTrainingStats({ modelId: 'm', loss: 2 / (i + 1) });
  assert.equal(aboutLoss(telemetry), []);
});

test('a run of statistics by their usual names has epochs, a loss and an accuracy in the report', () => {
  for (const names of [
    ['train_loss', 'val_accuracy', 'lr', 'grad_norm'],
    ['eval_loss', 'eval_accuracy', 'learning_rate', 'gradient_norm'],
    ['train/loss', 'train/acc', 'train/learning_rate', 'train/grad_norm'],
    ['loss', 'acc', 'lr', 'gradientNorm'],
  ]) {
    const telemetry = createTelemetry();
    for (let epoch = 0; epoch < 3; epoch++) {
      const values = [0.5 - epoch / 10, 0.8 + epoch / 20, 0.1, 3];
      const metrics = Object.fromEntries(names.map((name, i) => [name, values[i]]));
      telemetry.recordTrainingStats({ modelId: 'm', epoch, metrics });
    }
    const model = JSON.parse(generateMetricsReport(telemetry, { format: 'json' })).training.models.m;
    assert.is(model.num_epochs, 3);
    assert.equal([model.loss_progress.initial, model.loss_progress.final], [0.5, 0.3]);
    assert.close(model.loss_progress.convergence_rate, 0.1, 1e-12);
    assert.is(model.loss_progress.accuracy_curve.length, 3, names[1]);
    assert.equal([model.learning_rates, model.gradient_norms], [Array(3).fill(0.1), Array(3).fill(3)]);
  }
});
