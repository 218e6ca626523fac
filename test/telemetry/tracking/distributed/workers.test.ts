import { createTelemetry } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { refusals, sampleOf } from '../../support.ts';

test('the gauge of a worker holds its last utilization', () => {
  const telemetry = createTelemetry();
  for (const utilization of [0, 1, 0.75]) telemetry.recordWorkerUtilization({ workerId: 'w1', utilization });
  telemetry.recordWorkerUtilization({ workerId: 'w2', utilization: 0 });
  assert.is(sampleOf(telemetry, 'ipfs_aiml_worker_utilization_ratio', { worker_id: 'w1' }), 0.75);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_worker_utilization_ratio', { worker_id: 'w2' }), 0);
});

test('a utilization outside 0 to 1 is counted and not recorded; one that was rounded is', () => {
  const telemetry = createTelemetry();
  const utilization = () => sampleOf(telemetry, 'ipfs_aiml_worker_utilization_ratio', { worker_id: 'w' });
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 0.5 });
  const bad = [-0.01, 1.01, 75, Number.NaN, Infinity, null, undefined];
  for (const value of bad) telemetry.recordWorkerUtilization({ workerId: 'w', utilization: value });
  assert.is(utilization(), 0.5);
  assert.is(refusals(telemetry, 'bad_utilization'), bad.length);
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: (0.1 + 0.2) / 0.3 });
  assert.is(utilization(), 1);
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 0.3 - 0.1 - 0.2 });
  assert.is(utilization(), 0);
});

test('what is no utilization at all throws', () => {
  const telemetry = createTelemetry();
  const refused = (sample: unknown, code: string) =>
    assert.throwsCode(() => telemetry.recordWorkerUtilization(sample as never), code);
  refused({ workerId: 'w', utilization: '0.5' }, 'TELEMETRY_ATTRIBUTE_KIND');
  refused({ workerId: 1, utilization: 0.5 }, 'TELEMETRY_LABEL_KIND');
  refused(undefined, 'TELEMETRY_ARGUMENT_KIND');
});
