// Handles for every type of operation: what they record is what the calls do.
import { createTelemetry, getDatasetMetrics, getTrainingMetrics, type Telemetry } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { countOf, ManualClock, refusals } from '../support.ts';

function recordedBy(track: (telemetry: Telemetry, clock: ManualClock) => void) {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  track(telemetry, clock);
  // Curves are of runs, which have ids of their own.
  return telemetry.snapshot().metrics;
}

test('a handle records what start does, of every type', () => {
  const types = [
    ['model_load', { modelId: 'm', framework: 'tfjs', modelSizeBytes: 7 }],
    ['inference', { modelId: 'm', batchSize: 8 }],
    ['training_epoch', { modelId: 'm', epoch: 3, numSamples: 100 }],
    ['optimizer_step', { modelId: 'm' }],
    ['gradient_update', { modelId: 'm' }],
    ['dataset_load', { datasetId: 'd', format: 'csv', datasetSizeBytes: 100 }],
    ['worker_coordination', { taskId: 't', numWorkers: 4 }],
  ] as const;
  for (const [type, attributes] of types) {
    const byStart = recordedBy((telemetry, clock) => {
      const operation = telemetry.start(type, attributes as never);
      clock.advance(2);
      operation.ok();
    });
    const byHandle = recordedBy((telemetry, clock) => {
      const handle = telemetry.handle(type, attributes as never);
      const token = handle.start();
      clock.advance(2);
      handle.end(token);
    });
    assert.equal(byHandle, byStart, type);
  }
});

test('failures are apart, by their kind', () => {
  const telemetry = createTelemetry();
  const step = telemetry.handle('optimizer_step', { modelId: 'm' });
  step.fail(step.start(), new TypeError('x'));
  step.fail(step.start(), new DOMException('stopped', 'AbortError'));
  assert.is(countOf(telemetry, 'ipfs_aiml_optimizer_step_seconds', { model_id: 'm' }), 0);
  const failed = { operation_type: 'optimizer_step', model_id: 'm', error_type: 'TypeError' };
  assert.is(countOf(telemetry, 'ipfs_aiml_operation_failure_seconds', failed), 1);
  assert.equal(getTrainingMetrics(telemetry, 'm')?.outcomes.optimizer_step, {
    ok: 0,
    error: 1,
    aborted: 1,
    unknown: 0,
  });
});

test('what makes no sense is counted, and not thrown', () => {
  const telemetry = createTelemetry();
  const load = telemetry.handle('dataset_load', { datasetId: 'd', datasetSizeBytes: 5 });
  load.record(-1);
  load.end(undefined as never);
  load.start({} as never);
  load.leaveQueue('x' as never);
  load.end(load.start(load.enqueue()));
  assert.is(refusals(telemetry, 'bad_duration'), 2);
  assert.is(getDatasetMetrics(telemetry, 'd')?.loadTime?.count, 1);
});

test('what is no operation has no handle', () => {
  const telemetry = createTelemetry();
  const refused = (type: unknown, attributes: unknown, code: string) =>
    assert.throwsCode(() => telemetry.handle(type as 'inference', attributes as never), code);
  refused('optimizer_stp', { modelId: 'm' }, 'TELEMETRY_UNKNOWN_OPERATION');
  refused('optimizer_step', {}, 'TELEMETRY_LABEL_KIND');
  refused('optimizer_step', undefined, 'TELEMETRY_ARGUMENT_KIND');
});
