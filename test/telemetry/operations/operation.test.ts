// The `using` form: operations that their caller ends.
import {
  createTelemetry,
  getInferenceMetrics,
  getModelMetrics,
  getTrainingMetrics,
  startStream,
  storageHandle,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { countOf, ManualClock, refusals, sampleOf } from '../support.ts';

const model = { modelId: 'm' };

test('an operation that is told how it went has that outcome and its duration', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const operation = telemetry.start('model_load', { modelId: 'm', framework: 'onnx' });
  assert.is(operation.type, 'model_load');
  assert.equal(operation.attributes, { modelId: 'm', framework: 'onnx' });
  assert.is(operation.outcome, undefined);
  assert.identical(operation.durationSeconds, Number.NaN);
  clock.advance(3);
  operation.ok();
  assert.is(operation.outcome, 'ok');
  assert.is(operation.durationSeconds, 3);
  assert.is(getModelMetrics(telemetry, 'm')?.loadTime?.meanSeconds, 3);
});

test('`using` without a word about the outcome ends as unknown, apart from successes', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  {
    using _silent = telemetry.start('training_epoch', { modelId: 'm', epoch: 0 });
    clock.advance(1);
  }
  const metrics = getTrainingMetrics(telemetry, 'm');
  assert.equal(metrics?.outcomes, { training_epoch: { ok: 0, error: 0, aborted: 0, unknown: 1 } });
  assert.is(metrics?.epochTime, undefined);
  const unknown = { operation_type: 'training_epoch', status: 'unknown' };
  assert.is(countOf(telemetry, 'ipfs_aiml_operation_failure_seconds', unknown), 1);
});

test('`using` after ok() does nothing more', () => {
  const telemetry = createTelemetry();
  {
    using step = telemetry.start('optimizer_step', { modelId: 'm' });
    step.ok();
  }
  const outcomes = getTrainingMetrics(telemetry, 'm')?.outcomes;
  assert.equal(outcomes, { optimizer_step: { ok: 1, error: 0, aborted: 0, unknown: 0 } });
  assert.is(refusals(telemetry, 'ended_twice'), 0);
});

test('the first end counts; later ones are counted as refused and change nothing', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const operation = telemetry.start('inference', { modelId: 'm' });
  clock.advance(1);
  operation.fail(new Error('x'));
  clock.advance(1);
  operation.ok();
  operation.abort();
  assert.is(operation.outcome, 'error');
  assert.is(operation.durationSeconds, 1);
  assert.is(refusals(telemetry, 'ended_twice'), 2);
  const total = sampleOf(telemetry, 'ipfs_aiml_operations_total', { status: 'error' });
  assert.is(total, 1);
});

test('fail() tells giving up from an error', () => {
  const telemetry = createTelemetry();
  const controller = new AbortController();
  telemetry.start('inference', { modelId: 'm' }).fail(new DOMException('stopped', 'AbortError'));
  const withSignal = telemetry.start('inference', { modelId: 'm', signal: controller.signal });
  controller.abort();
  withSignal.fail(new Error('closed'));
  telemetry.start('inference', { modelId: 'm' }).fail();
  telemetry.start('inference', { modelId: 'm' }).abort();
  const outcomes = getInferenceMetrics(telemetry, 'm')?.outcomes.inference;
  assert.equal(outcomes, { ok: 0, error: 1, aborted: 3, unknown: 0 });
});

test('a clock that goes back loses the duration, not the operation', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const ok = telemetry.start('inference', { modelId: 'm' });
  const failed = telemetry.start('inference', { modelId: 'm' });
  clock.advance(-5);
  ok.ok();
  failed.fail();
  assert.equal(getInferenceMetrics(telemetry, 'm')?.outcomes.inference, {
    ok: 1,
    error: 1,
    aborted: 0,
    unknown: 0,
  });
  assert.is(getInferenceMetrics(telemetry, 'm')?.latency, undefined);
  assert.is(refusals(telemetry, 'bad_duration'), 2);
});

test('an unknown type throws, names those there are, and the one that was meant', () => {
  const telemetry = createTelemetry();
  const cases = [
    // The source document's own example of a type to avoid.
    ['loading_model', 'model_load'],
    ['modelLoad', 'model_load'],
    ['batch-inference', 'batch_inference'],
    ['embedding', 'embeddings_generation'],
    ['epoch', 'training_epoch'],
    ['step', 'optimizer_step'],
  ] as const;
  for (const [wrong, meant] of cases) {
    // @ts-expect-error: without types
    const error = assert.throwsCode(() => telemetry.start(wrong, model), 'TELEMETRY_UNKNOWN_OPERATION');
    assert.instance(error, RangeError);
    assert.match(error.message, `got "${wrong}". Use ${meant}.`);
  }
  // @ts-expect-error: without types
  const noString = () => telemetry.start(7, model);
  assert.instance(assert.throwsCode(noString, 'TELEMETRY_UNKNOWN_OPERATION'), TypeError);
  // @ts-expect-error: without types
  assert.throwsCode(() => telemetry.start('inference'), 'TELEMETRY_ARGUMENT_KIND');
  assert.equal(telemetry.snapshot().metrics, []);
});

test('a type of another category is unknown to a tracker', () => {
  const telemetry = createTelemetry();
  const error = assert.throwsCode(
    // @ts-expect-error: without types
    () => telemetry.trackModelOperation({ operationType: 'inference', modelId: 'm' }, () => 1),
    'TELEMETRY_UNKNOWN_OPERATION',
  );
  assert.match(error.message, 'expected one of model_load, model_init, model_save');
  assert.throwsCode(
    // @ts-expect-error: without types
    () => telemetry.trackInference({ operationType: 'model_load', modelId: 'm' }, () => 1),
    'TELEMETRY_UNKNOWN_OPERATION',
  );
});

test('an operation has no end(): it is ok(), fail() or abort(), and what is called without a word never fails in us', () => {
  const telemetry = createTelemetry();
  const begun: object[] = [
    telemetry.start('optimizer_step', model),
    telemetry.handle('optimizer_step', model),
    telemetry.inference(model),
    telemetry.run(model),
    storageHandle(telemetry, { operationType: 'get', backend: 'disk' }),
    startStream(telemetry, model),
  ];
  assert.is('end' in (begun[0] as object), false);
  for (const handle of begun) {
    for (const name of ['end', 'ok', 'fail', 'abort', 'record', 'retry', 'opened', 'started']) {
      const method = (handle as Record<string, unknown>)[name];
      if (typeof method !== 'function') continue;
      try {
        method.call(handle);
      } catch (error) {
        assert.match(
          String((error as { code?: string }).code),
          /^TELEMETRY_/,
          `${handle.constructor.name}.${name}()`,
        );
      }
    }
  }
  telemetry.dispose();
});
