import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { assert, test } from '../harness.ts';
import { countOf, sampleOf, seriesOf } from '../telemetry/support.ts';

const quiet = { logLevel: 'silent' } as const;

test('a long label value is cut, counted, and stays one series', () => {
  const telemetry = createTelemetry({ labelLengthLimit: 10, ...quiet });
  for (let i = 0; i < 3; i++)
    telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'x'.repeat(50) }, () => 1);
  assert.is(countOf(telemetry, 'ipfs_aiml_model_load_seconds', { model_id: `${'x'.repeat(9)}…` }), 3);
  assert.ok((sampleOf(telemetry, 'inferometer_labels_replaced_total', { label: 'model_id' }) ?? 0) >= 3);
});

test('half of a character is none', () => {
  const telemetry = createTelemetry({ labelLengthLimit: 10, ...quiet });
  telemetry
    .counter({ name: 'c_total', help: 'C.', labels: ['l'] })
    .withLabels({ l: '12345678😀😀😀' })
    .add();
  assert.equal(
    seriesOf(telemetry, 'c_total').map(({ labels }) => labels.l),
    ['12345678…'],
  );
});

test('half of a surrogate pair, which nobody can encode, makes no second series', () => {
  using telemetry = createTelemetry(quiet);
  const metric = telemetry.counter({ name: 'c_total', help: 'C.', labels: ['l'] });
  for (const l of ['a\ud800', 'a\udfff', 'a\ufffd', 'a\ud83d\ude00']) metric.withLabels({ l }).add();
  const series = seriesOf(telemetry, 'c_total');
  assert.equal(
    series.map((one) => [one.labels.l, 'value' in one && one.value]),
    [
      ['a\ufffd', 3],
      ['a\ud83d\ude00', 1],
    ],
  );
  assert.is(sampleOf(telemetry, 'inferometer_labels_replaced_total', { label: 'l' }), 2);
});

test('a value that is not in the list of its label becomes other', () => {
  const telemetry = createTelemetry({ labelAllowList: { model_id: ['a', 'b'] }, ...quiet });
  for (const modelId of ['a', 'b', 'c', 'd', 'e']) {
    telemetry.trackInference({ modelId }, () => 1);
    telemetry.trackInference({ modelId }, () => 1);
    telemetry.recordTrainingStats({ modelId, loss: 1 });
    telemetry.start('inference', { modelId }).fail(new Error('no'));
  }
  assert.equal(
    getInferenceMetrics(telemetry).map(({ modelId, latency, outcomes }) => [
      modelId,
      latency?.count,
      outcomes.inference?.error,
    ]),
    [
      ['a', 2, 1],
      ['b', 2, 1],
      ['other', 6, 3],
    ],
  );
  assert.equal(
    telemetry.snapshot().curves.map(({ modelId }) => modelId),
    ['a', 'b', 'other'],
  );
  assert.ok((sampleOf(telemetry, 'inferometer_labels_replaced_total', { label: 'model_id' }) ?? 0) > 0);
});

test('a hundred thousand ids that are not admitted take one series', () => {
  const telemetry = createTelemetry({ labelAllowList: { model_id: ['a'] }, ...quiet });
  for (let i = 0; i < 100_000; i++) telemetry.inference({ modelId: `user-${i}` }).record(0.01);
  assert.is(seriesOf(telemetry, 'ipfs_aiml_inference_seconds').length, 1);
  assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', { model_id: 'other' }), 100_000);
});
