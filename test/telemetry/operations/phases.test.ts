// Parts of operations, and operations that name their parent.
import { createTelemetry, getModelMetrics, type Tracing } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { countOf, ManualClock, sampleOf } from '../support.ts';

const load = { operationType: 'model_load', modelId: 'm' } as const;

test('fetch, compile and warm-up of a load are told apart, and are not loads', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const result = await telemetry.trackModelOperation(load, async (operation) => {
    await operation.child('fetch', async () => clock.advance(3));
    const compiled = operation.child('compile', (compile) => {
      compile.child('shaders', () => clock.advance(1));
      return 'compiled';
    });
    using warmUp = operation.child('warm-up');
    clock.advance(2);
    warmUp.ok();
    return compiled;
  });
  assert.is(result, 'compiled');
  const metrics = getModelMetrics(telemetry, 'm');
  const seconds = Object.entries(metrics?.phases ?? {}).map(([name, { totalSeconds }]) => [
    name,
    totalSeconds,
  ]);
  assert.equal(Object.fromEntries(seconds), {
    'model_load/fetch': 3,
    'model_load/compile/shaders': 1,
    'model_load/compile': 1,
    'model_load/warm-up': 2,
  });
  assert.equal([metrics?.loadTime?.count, metrics?.loadTime?.totalSeconds], [1, 6]);
});

test('the end of a phase is its own: outcome, duration of a failure, error', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const reason = new Error('offline');
  const loaded = telemetry.trackModelOperation(load, (operation) => {
    try {
      operation.child('fetch', () => {
        clock.advance(1);
        throw reason;
      });
    } catch (error) {
      assert.is(error, reason);
    }
    return 'from the cache';
  });
  assert.is(loaded, 'from the cache');
  const labels = { operation_type: 'model_load', phase: 'fetch', subject: 'm', status: 'error' };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_operation_phases_total', labels), 1);
  assert.is(countOf(telemetry, 'ipfs_aiml_operation_phase_failure_seconds', labels), 1);
  assert.equal(getModelMetrics(telemetry, 'm')?.phases, {});
  assert.is(getModelMetrics(telemetry, 'm')?.outcomes.model_load?.ok, 1);
});

test('a phase may outlive its operation, and gives up with its signal', () => {
  const telemetry = createTelemetry();
  const controller = new AbortController();
  const operation = telemetry.start('model_load', { modelId: 'm', signal: controller.signal });
  const phase = operation.child('fetch');
  assert.is(phase.parent, operation);
  assert.is(phase.type, 'fetch');
  operation.ok();
  controller.abort();
  phase.fail(new Error('socket closed'));
  assert.is(phase.outcome, 'aborted');
  assert.is(operation.outcome, 'ok');
});

test('an operation of any type may name the one that it was begun for', () => {
  const telemetry = createTelemetry();
  using epoch = telemetry.start('training_epoch', { modelId: 'm', epoch: 0 });
  using step = telemetry.start('optimizer_step', { modelId: 'm', parent: epoch });
  assert.is(step.parent, epoch);
  assert.is(epoch.parent, undefined);
  telemetry.trackInference({ modelId: 'm', parent: step }, (inference) =>
    assert.is(inference.parent?.parent, epoch),
  );
  const stranger = () => telemetry.start('inference', { modelId: 'm', parent: {} as never });
  assert.match(assert.throwsCode(stranger, 'TELEMETRY_PARENT_KIND').message, 'Pass what start() gave');
});

test('phases of what is not recorded run all the same', () => {
  const telemetry = createTelemetry({ enabled: false });
  const result = telemetry.trackModelOperation(load, (operation) => operation.child('fetch', () => 5));
  assert.is(result, 5);
  assert.equal(telemetry.snapshot().metrics, []);
});

test('a phase needs a name', () => {
  const telemetry = createTelemetry();
  using operation = telemetry.start('model_load', { modelId: 'm' });
  assert.throwsCode(() => operation.child(1 as never), 'TELEMETRY_LABEL_KIND');
  assert.throwsCode(() => operation.child('fetch', 1 as never), 'TELEMETRY_ARGUMENT_KIND');
});

test('without detailed timing phases run and leave no trace, as soon as that is configured', () => {
  const spans: (string | undefined)[] = [];
  const tracing: Tracing = {
    active: () => undefined,
    begin: ({ phase }) => void spans.push(phase),
    note() {},
  };
  const telemetry = createTelemetry({ detailedTiming: false, tracing });
  const loaded = () =>
    telemetry.trackModelOperation(load, (operation) =>
      operation.child('fetch', (fetch) => fetch.child('headers', () => 'fetched')),
    );
  assert.is(loaded(), 'fetched');
  assert.equal(getModelMetrics(telemetry, 'm')?.phases, {});
  assert.equal(spans, [undefined]);
  telemetry.configure({ detailedTiming: true });
  loaded();
  assert.equal(Object.keys(getModelMetrics(telemetry, 'm')?.phases ?? {}).sort(), [
    'model_load/fetch',
    'model_load/fetch/headers',
  ]);
  assert.equal(spans, [undefined, undefined, 'fetch', 'fetch/headers']);
  assert.is(getModelMetrics(telemetry, 'm')?.loadTime?.count, 2);
});
