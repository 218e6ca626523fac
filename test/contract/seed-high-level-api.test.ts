// The examples of the source document WAL Telemetry High-Level API Integration about telemetry and its metrics, line
// by line. Those about a metrics server, spans and middleware are held to where these are tested.
import { createTelemetry, getMetrics, type MetricsWindow, shouldSample, storageHooks } from 'inferometer';
import { EXPOSITION_CONTENT_TYPE, expositionText } from 'inferometer/prometheus';
import { generateMetricsReport } from 'inferometer/report';
import { seededRandom } from '../../examples/demo/random.ts';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';

/** `api.wal_telemetry(...)` with a machine whose time the test owns, and a log that tells of its operations. */
function api() {
  const machine = new Machine();
  // result = api.wal_telemetry(enabled=True, aggregation_interval=60, max_history_entries=100, log_level="INFO")
  const telemetry = createTelemetry({
    enabled: true,
    aggregationIntervalSeconds: 60,
    maxHistoryEntries: 100,
    logLevel: 'info',
    clock: machine,
    timer: machine,
  });
  const hooks = storageHooks(telemetry);
  let id = 0;
  const run = (operationType: string, backend: string, seconds: number, status = 'completed') => {
    const operationId = `op-${++id}`;
    hooks.operationStarted({ operationId, operationType, backend });
    hooks.statusChanged({ operationId, status: 'processing' });
    machine.pass(seconds);
    hooks.statusChanged({ operationId, status });
  };
  return { machine, telemetry, hooks, run };
}

/** The loop that the document displays metrics with. */
function display(window: MetricsWindow, print: (line: string) => void): void {
  // print("Real-time metrics:"); for category, metrics_data in metrics["real_time_metrics"].items(): ...
  print('Real-time metrics:');
  for (const { operationType, backend, ...figures } of window.operations) {
    print(`  ${operationType} ${backend}:`);
    for (const [key, value] of Object.entries(figures)) print(`    ${key}: ${JSON.stringify(value)}`);
  }
}

test('Initializing the WAL Telemetry System, and the second call that changes it', () => {
  const { machine, telemetry, run } = api();
  run('add', 'ipfs', 1);
  machine.pass(60);
  assert.is(getMetrics(telemetry, { includeHistory: true }).history?.length, 2);
  telemetry.configure({ aggregationIntervalSeconds: 10, maxHistoryEntries: 3 });
  machine.pass(600);
  const { history, range } = getMetrics(telemetry, { includeHistory: true });
  assert.is(history?.length, 4);
  assert.is(range.operations[0]?.count, 1);
  telemetry.dispose();
});

test('Accessing Telemetry Metrics: all of them, the last hour of one backend, and what is displayed', () => {
  const { machine, telemetry, run } = api();
  for (let i = 0; i < 5; i++) run('add', 'ipfs', 0.1);
  machine.pass(2 * 3600);
  for (let i = 0; i < 3; i++) run('add', 'ipfs', 0.2);
  run('add', 's3', 0.3);
  run('get', 'ipfs', 0.4, 'failed');

  // metrics = api.wal_get_metrics()
  const all = getMetrics(telemetry);
  assert.equal(
    all.range.operations.map(({ operationType, backend, count }) => [operationType, backend, count]),
    [
      ['add', 'ipfs', 8],
      ['add', 's3', 1],
      ['get', 'ipfs', 1],
    ],
  );
  // metrics = api.wal_get_metrics(include_history=True, operation_type="add", backend_type="ipfs",
  //                               start_time=time.time()-3600, end_time=time.time())
  const now = machine.wallUnixMs();
  const lastHour = getMetrics(telemetry, {
    includeHistory: true,
    operationType: 'add',
    backendType: 'ipfs',
    startTime: now - 3600_000,
    endTime: now,
  });
  assert.is(lastHour.range.operations.length, 1);
  assert.is(lastHour.range.operations[0]?.count, 3);
  assert.close(lastHour.range.operations[0]?.latency?.medianSeconds ?? 0, 0.2, 0.0111);
  const inHistory = lastHour.history?.flatMap(({ operations }) => operations.map(({ count }) => count)) ?? [];
  assert.is(
    inHistory.reduce((sum, count) => sum + count, 0),
    3,
  );

  // if metrics["success"]: print("Real-time metrics:") ...
  const printed: string[] = [];
  display(all.realTime, (line) => printed.push(line));
  assert.is(printed[0], 'Real-time metrics:');
  for (const line of ['  add ipfs:', '  add s3:', '  get ipfs:', '    count: 3', '    successRatio: 0']) {
    assert.ok(printed.includes(line), `${line} in ${printed.join('\n')}`);
  }
  telemetry.dispose();
});

test('Complete Example: simulated operations on several backends, their metrics and a full report', () => {
  const { machine, telemetry, hooks, run } = api();
  const random = seededRandom(50);
  const choose = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  // python examples/wal_telemetry_api_example.py --operations 50 --delay 0.1
  const operations = 50;
  for (let i = 0; i < operations; i++) {
    const status = random() < 0.9 ? 'completed' : 'failed';
    run(choose(['add', 'get', 'pin']), choose(['ipfs', 's3', 'storacha']), 0.05 + 0.2 * random(), status);
    machine.pass(0.1);
  }
  for (const backend of ['ipfs', 's3']) hooks.backendHealthChanged({ backend, health: 'online' });
  hooks.backendHealthChanged({ backend: 'storacha', health: 'degraded' });
  hooks.queueSizeChanged({ size: 0 });

  const { range } = getMetrics(telemetry);
  assert.is(
    range.operations.reduce((sum, { count }) => sum + count, 0),
    operations,
  );
  assert.ok(range.operations.every(({ successRatio = -1 }) => successRatio >= 0 && successRatio <= 1));
  const report = generateMetricsReport(telemetry);
  assert.match(report, /^## Storage$/m);
  for (const told of ['add', 'get', 'pin', 'ipfs', 's3', 'storacha']) assert.match(report, told);
  // # Add metrics endpoint: what it answers a scrape with
  assert.match(EXPOSITION_CONTENT_TYPE, 'text/plain');
  const scraped = expositionText(telemetry.snapshot());
  assert.match(scraped, '# TYPE wal_operation_latency_seconds histogram');
  assert.match(scraped, 'wal_backend_health{backend="storacha"} 0.5');
  telemetry.dispose();
});

test('Distributed Tracing: sampling_ratio=1.0 samples all traces, a lower one its share, metrics none less', () => {
  const { telemetry, run } = api();
  const traceIds = Array.from(
    { length: 100 },
    (_, i) => `4bf92f3577b34da6a3${(i * 655).toString(16).padStart(4, '0')}9d0e0e4736`,
  );
  assert.ok(traceIds.every((traceId) => shouldSample(telemetry, { traceId })));
  telemetry.configure({ samplingRatio: 0.1 });
  const sampled = traceIds.filter((traceId) => shouldSample(telemetry, { traceId })).length;
  assert.ok(sampled >= 5 && sampled <= 15, `${sampled} of 100`);
  for (let i = 0; i < 100; i++) run('add', 'ipfs', 0.01);
  assert.is(getMetrics(telemetry).range.operations[0]?.count, 100);
  telemetry.dispose();
});
