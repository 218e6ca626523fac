import { createTelemetry, getDistributedMetrics } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { countOf, ManualClock } from '../../support.ts';
import { Machine } from '../../time.ts';

test('each type of operation has a series of its own, and its own statistics', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const types = ['worker_coordination', 'task_distribution', 'result_aggregation'] as const;
  for (const [i, operationType] of types.entries()) {
    for (const numWorkers of [2, 8]) {
      telemetry.trackDistributedOperation({ operationType, numWorkers }, () => clock.advance(i + 1));
    }
  }
  for (const operation of types)
    assert.is(countOf(telemetry, 'ipfs_aiml_coordination_overhead_seconds', { operation }), 2);
  const metrics = getDistributedMetrics(telemetry);
  assert.equal(
    [metrics.coordinationTime, metrics.taskDistributionTime, metrics.resultAggregationTime].map(
      (time) => time?.totalSeconds,
    ),
    [2, 4, 6],
  );
  assert.equal(metrics.workerCounts, { count: 6, mean: 5, min: 2, max: 8 });
  assert.equal(metrics.outcomes.task_distribution, { ok: 2, error: 0, aborted: 0, unknown: 0 });
});

test('a task has an id of its own unless it is named; the id is no label', () => {
  const telemetry = createTelemetry();
  const ids = [0, 1].map(() => {
    using operation = telemetry.start('worker_coordination', {});
    return (operation.attributes as { taskId: string }).taskId;
  });
  const [first = '', second] = ids;
  assert.match(first, /^task-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.is.not(first, second);
  const named = telemetry.trackDistributedOperation(
    { operationType: 'worker_coordination', taskId: 'mine' },
    (operation) => operation.attributes,
  );
  assert.equal(named, { operationType: 'worker_coordination', taskId: 'mine' });
  assert.not.match(JSON.stringify(telemetry.snapshot()), 'mine');
});

test('communication is a phase, of whatever type of operation it is a part', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  for (const operationType of ['task_distribution', 'result_aggregation'] as const) {
    await telemetry.trackDistributedOperation({ operationType }, async (operation) => {
      clock.advance(5);
      await operation.child('communication', async () => clock.advance(2));
    });
  }
  const metrics = getDistributedMetrics(telemetry);
  assert.equal([metrics.communicationTime?.count, metrics.communicationTime?.totalSeconds], [2, 4]);
  assert.is(metrics.phases['task_distribution/communication']?.totalSeconds, 2);
  assert.is(metrics.taskDistributionTime?.totalSeconds, 7);
});

test('the balance of workers is that of what each reported lately: who is gone drops out', () => {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine });
  assert.is(getDistributedMetrics(telemetry).utilization, undefined);
  const report = (workerId: string, ...samples: number[]) => {
    for (const utilization of samples) telemetry.recordWorkerUtilization({ workerId, utilization });
  };
  report('a', 0.125, 0.625);
  report('b', 1);
  const { utilization, utilizationByWorker } = getDistributedMetrics(telemetry);
  assert.equal(utilization, { count: 2, mean: 0.6875, min: 0.375, max: 1 });
  assert.equal(utilizationByWorker, { a: 0.375, b: 1 });
  machine.pass(60);
  report('a', 0.5);
  machine.pass(60);
  report('a', 0.75);
  assert.equal(getDistributedMetrics(telemetry).utilizationByWorker, { a: 0.625 });
  assert.equal(getDistributedMetrics(telemetry.snapshot()).utilizationByWorker, { a: 0.5, b: 1 });
});

test('stragglers are the workers whose tasks take more than 1.5 times as long as the median worker', () => {
  const telemetry = createTelemetry();
  const work = (workerId: string, ...seconds: number[]) => {
    for (const durationSeconds of seconds) telemetry.recordWorkerTask({ workerId, durationSeconds });
  };
  work('a', 1, 1);
  assert.equal(getDistributedMetrics(telemetry).stragglers, []);
  work('b', 3, 5);
  assert.equal(getDistributedMetrics(telemetry).stragglers, [
    { workerId: 'b', meanTaskSeconds: 4, slowdown: 4, taskCount: 2 },
  ]);
  work('c', 2);
  work('d', 3);
  work('e', 3.1);
  // Means 1, 4, 2, 3, 3.1: the median is 3, and nobody is slower than 4.5.
  assert.equal(getDistributedMetrics(telemetry).stragglers, []);
  assert.is(getDistributedMetrics(telemetry).taskTime?.count, 7);
});

test('wrong attributes throw before anything runs', () => {
  const telemetry = createTelemetry();
  const start = (attributes: object) => () => telemetry.start('worker_coordination', attributes);
  assert.throwsCode(start({ taskId: 7 }), 'TELEMETRY_LABEL_KIND');
  assert.throwsCode(start({ numWorkers: '8' }), 'TELEMETRY_ATTRIBUTE_KIND');
  const task = (durationSeconds: unknown) => () =>
    telemetry.recordWorkerTask({ workerId: 'w', durationSeconds } as never);
  assert.throwsCode(task('1'), 'TELEMETRY_ATTRIBUTE_KIND');
  assert.equal(telemetry.snapshot().metrics, []);
});
