// Section C of the telemetry contract, the high-level API: the rows about telemetry, sampling, metrics retrieval and
// auto-instrumentation.
import {
  createTelemetry,
  getMetrics,
  instrument,
  type Logger,
  logTrainingProgress,
  type MetricsQuery,
  shouldSample,
  storageHooks,
  type TelemetryOptions,
} from 'inferometer';
import { EXPOSITION_CONTENT_TYPE, exposition, expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';

function running(options: TelemetryOptions = {}) {
  const machine = new Machine();
  return { machine, telemetry: createTelemetry({ clock: machine, timer: machine, ...options }) };
}

/** Adds and gets on two backends, a minute of each. */
function traffic(options: TelemetryOptions = {}) {
  const { machine, telemetry } = running(options);
  const { operationStarted, statusChanged } = storageHooks(telemetry);
  let id = 0;
  const store = (operationType: string, backend: string, seconds: number, end: 'completed' | 'failed') => {
    const operationId = `${++id}`;
    operationStarted({ operationId, operationType, backend });
    machine.pass(seconds);
    statusChanged({ operationId, status: end });
  };
  for (const seconds of [0.1, 0.2]) {
    for (let i = 0; i < 5; i++) store('add', 'ipfs', seconds, 'completed');
    for (let i = 0; i < 5; i++) store('add', 's3', 2 * seconds, i === 0 ? 'failed' : 'completed');
    for (let i = 0; i < 5; i++) store('get', 'ipfs', seconds / 2, 'completed');
    machine.pass(60 - ((machine.monotonicMs() / 1000) % 60));
  }
  return { machine, telemetry };
}

test('C telemetry: enabled is honoured, and costs nearly nothing when it is not', () => {
  const { machine, telemetry } = traffic({ enabled: false });
  assert.equal(telemetry.snapshot().metrics, []);
  assert.equal(getMetrics(telemetry).range.operations, []);
  assert.is(machine.waiting, 0);
});

test('C telemetry: aggregation_interval and max_history_entries are honoured', () => {
  const { machine, telemetry } = running({ aggregationIntervalSeconds: 30, maxHistoryEntries: 4 });
  machine.pass(300);
  const { history } = getMetrics(telemetry, { includeHistory: true });
  assert.equal(
    history?.map(({ durationSeconds }) => durationSeconds),
    [30, 30, 30, 30, 0],
  );
});

test('C telemetry: log_level is honoured', () => {
  const told: string[] = [];
  const tell = (_: object, message: string) => void told.push(message);
  const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
  const event = { taskId: 't', epoch: 0 };
  logTrainingProgress(running({ logger, logLevel: 'warn' }).telemetry, event);
  assert.equal(told, []);
  logTrainingProgress(running({ logger, logLevel: 'info' }).telemetry, event);
  assert.equal(told, ['Training progress']);
});

test('C prometheus: exposition for any server, the prefix is an option', () => {
  const text = expositionText(traffic().telemetry.snapshot());
  assert.match(text, 'wal_operation_latency_seconds_count{operation_type="add",backend="ipfs"} 10');
  assert.match(EXPOSITION_CONTENT_TYPE, 'text/plain; version=0.0.4');
  const renamed = expositionText(traffic({ storagePrefix: 'queue_' }).telemetry.snapshot());
  assert.match(renamed, 'queue_operation_latency_seconds_count');
});

test('C prometheus: a scraper gets the format that it asks for, with every operation in it', async () => {
  const { telemetry } = traffic();
  for (const [accept, sample] of [
    ['text/plain', 'wal_operation_latency_seconds_count{operation_type="add",backend="ipfs"} 10\n'],
    [
      'application/openmetrics-text',
      'wal_operation_latency_seconds_count{operation_type="add",backend="ipfs"} 10\n',
    ],
    [
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
      'wal_operation_latency_seconds',
    ],
  ] as const) {
    const { body, contentType } = exposition(telemetry, { accept });
    assert.is(contentType.split(';')[0], accept.split(';')[0]);
    assert.match(await new Response(body).text(), sample);
  }
});

test('C tracing: sampling_ratio decides about traces, and about nothing else', () => {
  const { telemetry } = traffic({ samplingRatio: 0 });
  assert.not.ok(shouldSample(telemetry, { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }));
  assert.is(
    getMetrics(telemetry, { operationType: 'add', backendType: 'ipfs' }).range.operations[0]?.count,
    10,
  );
});

test('C get metrics: operation_type and backend_type, alone and together', () => {
  const { telemetry } = traffic();
  const ask = (query: MetricsQuery) =>
    getMetrics(telemetry, query)
      .range.operations.map(({ operationType, backend, count }) => `${operationType}:${backend} ${count}`)
      .sort();
  assert.equal(ask({}), ['add:ipfs 10', 'add:s3 10', 'get:ipfs 10']);
  assert.equal(ask({ operationType: 'add' }), ['add:ipfs 10', 'add:s3 10']);
  assert.equal(ask({ backendType: 'ipfs' }), ['add:ipfs 10', 'get:ipfs 10']);
  assert.equal(ask({ operationType: 'add', backendType: 's3' }), ['add:s3 10']);
  assert.equal(ask({ operationType: 'add', backendType: 's3', status: 'failed' }), ['add:s3 2']);
});

test('C get metrics: start_time and end_time, either alone works', () => {
  const { machine, telemetry } = traffic();
  const count = (query: MetricsQuery) =>
    getMetrics(telemetry, { operationType: 'get', ...query }).range.operations[0]?.count ?? 0;
  const middle = machine.wallUnixMs() - 60_000;
  assert.is(count({ startTime: middle }), 5);
  assert.is(count({ endTime: middle }), 5);
  assert.is(count({ startTime: middle - 60_000, endTime: machine.wallUnixMs() }), 10);
  assert.is(count({ endTime: middle - 120_000 }), 0);
});

test('C get metrics: include_history gives real history', () => {
  const { telemetry } = traffic();
  const { history } = getMetrics(telemetry, {
    includeHistory: true,
    operationType: 'add',
    backendType: 'ipfs',
  });
  assert.equal(
    history?.map(({ operations }) => operations[0]?.count ?? 0),
    [5, 5, 0],
  );
  assert.close(history?.[1]?.operations[0]?.latency?.medianSeconds ?? 0, 0.2, 0.0111);
});

test('C get metrics: percentiles over a range come from merged histograms', () => {
  const { telemetry } = traffic();
  const { range } = getMetrics(telemetry, {
    operationType: 'add',
    backendType: 'ipfs',
    startTime: new Date(2e12 / 2),
  });
  const percentiles = range.operations[0]?.latency?.percentilesSeconds;
  // Five values of 0.1 s and five of 0.2 s: averages of the minutes' percentiles would say 0.15.
  assert.close(percentiles?.p50 ?? 0, 0.1, 0.0111);
  assert.close(percentiles?.p95 ?? 0, 0.2, 0.0111);
});

test('C get metrics: real-time figures of the last interval', () => {
  const { telemetry } = traffic();
  const [add] = getMetrics(telemetry, { operationType: 'add', backendType: 's3' }).realTime.operations;
  assert.is(add?.count, 5);
  assert.is(add?.successRatio, 0.8);
  assert.is(add?.perMinute, 5);
  assert.equal(add?.statuses, { pending: 5, completed: 4, failed: 1 });
});

test('C auto-instrumentation: metrics of any client object, without a change to it', async () => {
  const { telemetry } = running();
  const client = {
    name: 'client',
    async add(this: { name: string }, text: string) {
      return `${this.name}:${text}`;
    },
  };
  const instrumented = instrument(telemetry, client, { backend: 'ipfs' });
  assert.is(await instrumented.add('x'), 'client:x');
  const [add] = getMetrics(telemetry, { operationType: 'add', backendType: 'ipfs' }).range.operations;
  assert.is(add?.count, 1);
  assert.is(add?.successRatio, 1);
});
