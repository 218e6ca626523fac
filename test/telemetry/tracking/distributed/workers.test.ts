import { createTelemetry, getDistributedMetrics, getFindings, type TelemetryOptions } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { ManualClock, refusals, sampleOf } from '../../support.ts';

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

test('a worker that tells nothing any more leaves gauges, means, comparisons and findings', () => {
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock, logLevel: 'silent' });
  const minutes = (count: number, workers: readonly string[]) => {
    for (let i = 0; i < count; i++) {
      for (const workerId of workers) {
        telemetry.recordWorkerUtilization({ workerId, utilization: workerId === 'gone' ? 0.01 : 0.9 });
        telemetry.recordWorkerTask({ workerId, durationSeconds: workerId === 'gone' ? 60 : 1 });
      }
      clock.advance(60);
      telemetry.collector.flush();
    }
  };
  const straggling = () => getDistributedMetrics(telemetry).stragglers.map(({ workerId }) => workerId);
  const found = () =>
    getFindings(telemetry)
      .filter(({ affectedWorkers }) => affectedWorkers?.includes('gone'))
      .map(({ type }) => type);
  const gauge = () => sampleOf(telemetry, 'ipfs_aiml_worker_utilization_ratio', { worker_id: 'gone' });
  minutes(2, ['a', 'b', 'gone']);
  assert.equal(straggling(), ['gone']);
  assert.equal(found(), ['efficiency', 'efficiency']);
  minutes(3, ['a', 'b']);
  assert.is(gauge(), 0.01, 'not before its time');
  assert.equal(straggling(), ['gone']);
  minutes(3, ['a', 'b']);
  assert.is(gauge(), undefined);
  assert.equal(straggling(), []);
  assert.equal(found(), []);
  assert.equal(Object.keys(getDistributedMetrics(telemetry).utilizationByWorker), ['a', 'b']);
  assert.is(getDistributedMetrics(telemetry).taskTime?.count, 2 * 3 + 6 * 2, 'what it did was done');
  minutes(1, ['gone']);
  assert.is(gauge(), 0.01, 'it is back');
  assert.equal(straggling(), ['gone']);
});

test('how long a worker may be silent is an option, and where nobody knows all of them count', () => {
  const clock = new ManualClock();
  const stragglersAfter = (options: TelemetryOptions) => {
    using telemetry = createTelemetry({ clock, ...options });
    for (const workerId of ['a', 'b', 'gone'])
      telemetry.recordWorkerTask({ workerId, durationSeconds: workerId === 'gone' ? 60 : 1 });
    for (let i = 0; i < 3; i++) {
      clock.advance(60);
      telemetry.collector.flush();
      for (const workerId of ['a', 'b']) telemetry.recordWorkerTask({ workerId, durationSeconds: 1 });
    }
    const of = (source: typeof telemetry | ReturnType<typeof telemetry.snapshot>) =>
      getDistributedMetrics(source).stragglers.length;
    return [of(telemetry), of(telemetry.snapshot())];
  };
  assert.equal(stragglersAfter({}), [1, 1]);
  assert.equal(stragglersAfter({ workerTimeoutSeconds: 100 }), [0, 1]);
  assert.equal(stragglersAfter({ workerTimeoutSeconds: 100, maxHistoryEntries: 0 }), [1, 1]);
});
