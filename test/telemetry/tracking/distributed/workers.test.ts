import { createTelemetry } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { sampleOf } from '../../support.ts';

test('the gauge of a worker holds its last utilization', () => {
  const telemetry = createTelemetry();
  for (const utilization of [0, 1, 0.75]) telemetry.recordWorkerUtilization({ workerId: 'w1', utilization });
  telemetry.recordWorkerUtilization({ workerId: 'w2', utilization: 0 });
  assert.is(sampleOf(telemetry, 'ipfs_aiml_worker_utilization_ratio', { worker_id: 'w1' }), 0.75);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_worker_utilization_ratio', { worker_id: 'w2' }), 0);
});

test('a utilization outside 0 to 1 throws, and says what to do', () => {
  const telemetry = createTelemetry();
  for (const utilization of [-0.01, 1.01, 75, Number.NaN, Infinity]) {
    const error = assert.throwsCode(
      () => telemetry.recordWorkerUtilization({ workerId: 'w', utilization }),
      'TELEMETRY_ATTRIBUTE_RANGE',
    );
    assert.instance(error, RangeError);
    assert.match(error.message, '"utilization" expected a number from 0 to 1');
    assert.match(error.message, 'divide a percentage by 100');
  }
  const refused = (sample: unknown, code: string) =>
    assert.throwsCode(() => telemetry.recordWorkerUtilization(sample as never), code);
  refused({ workerId: 'w', utilization: '0.5' }, 'TELEMETRY_ATTRIBUTE_KIND');
  refused({ workerId: 1, utilization: 0.5 }, 'TELEMETRY_LABEL_KIND');
  refused(undefined, 'TELEMETRY_ARGUMENT_KIND');
});
