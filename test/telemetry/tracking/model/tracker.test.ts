import {
  createTelemetry,
  getInferenceMetrics,
  getModelMetrics,
  getTrainingMetrics,
  type ModelOperationType,
} from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { countOf, ManualClock, sampleOf, seriesOf } from '../../support.ts';

test('loads, initialisations and saves have their own times', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const run = (operationType: ModelOperationType, seconds: number) =>
    telemetry.trackModelOperation({ operationType, modelId: 'm', framework: 'tfjs', device: 'cpu' }, () =>
      clock.advance(seconds),
    );
  run('model_load', 4);
  run('model_load', 2);
  run('model_init', 1);
  run('model_save', 8);
  const metrics = getModelMetrics(telemetry, 'm');
  assert.is(metrics?.framework, 'tfjs');
  assert.is(metrics?.loadTime?.count, 2);
  assert.is(metrics?.loadTime?.meanSeconds, 3);
  assert.is(metrics?.loadTime?.minSeconds, 2);
  assert.is(metrics?.loadTime?.maxSeconds, 4);
  assert.is(metrics?.initializationTime?.maxSeconds, 1);
  assert.is(metrics?.saveTime?.maxSeconds, 8);
  assert.equal(metrics?.outcomes.model_load, { ok: 2, error: 0, aborted: 0, unknown: 0 });
  const loads = { model_id: 'm', framework: 'tfjs' };
  assert.is(countOf(telemetry, 'ipfs_aiml_model_load_seconds', loads), 2);
  assert.is(countOf(telemetry, 'ipfs_aiml_model_init_seconds', { ...loads, device: 'cpu' }), 1);
  assert.is(countOf(telemetry, 'ipfs_aiml_model_save_seconds', loads), 1);
});

test('the size is that of the last model that loaded', () => {
  const telemetry = createTelemetry();
  const load = (modelSizeBytes: number, body: () => unknown) =>
    telemetry.trackModelOperation(
      { operationType: 'model_load', modelId: 'm', framework: 'tfjs', modelSizeBytes },
      body,
    );
  load(1000, () => 1);
  assert.is(getModelMetrics(telemetry, 'm')?.sizeBytes, 1000);
  load(2000, () => 1);
  assert.throws(() => load(3000, () => JSON.parse('{')));
  assert.is(getModelMetrics(telemetry, 'm')?.sizeBytes, 2000);
  const labels = { model_id: 'm', framework: 'tfjs' };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_model_size_bytes', labels), 2000);
});

test('failed loads are counted apart and have no load time', () => {
  const telemetry = createTelemetry();
  assert.throws(() =>
    telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'broken' }, () => JSON.parse('{')),
  );
  const metrics = getModelMetrics(telemetry, 'broken');
  assert.is(metrics?.loadTime, undefined);
  assert.is(metrics?.sizeBytes, undefined);
  assert.is(metrics?.framework, undefined);
  assert.equal(metrics?.outcomes, { model_load: { ok: 0, error: 1, aborted: 0, unknown: 0 } });
});

test('all models are listed, in the order of their first operation, those that were only initialised too', () => {
  const telemetry = createTelemetry();
  const run = (operationType: ModelOperationType, modelId: string) =>
    telemetry.trackModelOperation({ operationType, modelId }, () => 1);
  run('model_init', 'second-hand');
  run('model_load', 'new');
  run('model_save', 'own');
  assert.equal(
    getModelMetrics(telemetry).map((metrics) => metrics.modelId),
    ['second-hand', 'new', 'own'],
  );
  assert.is(getModelMetrics(telemetry, 'nobody'), undefined);
});

test('the framework is the one named last', () => {
  const telemetry = createTelemetry();
  telemetry.trackModelOperation({ operationType: 'model_init', modelId: 'm', framework: 'onnx' }, () => 1);
  telemetry.trackModelOperation({ operationType: 'model_save', modelId: 'm' }, () => 1);
  assert.is(getModelMetrics(telemetry, 'm')?.framework, 'onnx');
  assert.is(seriesOf(telemetry, 'ipfs_aiml_model_save_seconds')[0]?.labels.framework, 'unknown');
});

test('any string is a model id', () => {
  const telemetry = createTelemetry();
  const ids = ['', '__proto__', 'constructor', 'a b/c:d', '"\n\\', '模型', '🙂'];
  for (const modelId of ids) {
    telemetry.trackModelOperation({ operationType: 'model_load', modelId }, () => 1);
    telemetry.trackInference({ modelId }, () => 1);
    telemetry.recordTrainingStats({ modelId, loss: 1 });
  }
  for (const modelId of ids) {
    assert.is(getModelMetrics(telemetry, modelId)?.loadTime?.count, 1);
    assert.is(getInferenceMetrics(telemetry, modelId)?.latency?.count, 1);
    assert.is(getTrainingMetrics(telemetry, modelId)?.loss?.final, 1);
  }
});

test('wrong attributes throw before anything runs', () => {
  const telemetry = createTelemetry();
  const refused = (attributes: object, code: string) =>
    assert.throwsCode(
      () =>
        telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm', ...attributes }, () =>
          assert.unreachable(),
        ),
      code,
    );
  const label = refused({ modelId: 7 }, 'TELEMETRY_LABEL_KIND');
  assert.instance(label, TypeError);
  assert.match(label.message, '"modelId" expected a string, got 7.');
  refused({ modelId: undefined }, 'TELEMETRY_LABEL_KIND');
  refused({ framework: null }, 'TELEMETRY_LABEL_KIND');
  refused({ device: 0 }, 'TELEMETRY_LABEL_KIND');
  refused({ source: {} }, 'TELEMETRY_LABEL_KIND');
  refused({ modelSizeBytes: '50 MB' }, 'TELEMETRY_ATTRIBUTE_KIND');
  assert.equal(telemetry.snapshot().metrics, []);
});
