// D: the routes of the WAL Telemetry API, by the text of the source document.
import { createTelemetry, storageHooks, type Telemetry, trackStorageOperation } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { type Asking, asking, askingOf } from '../serving.ts';

const V0 = '/api/v0/wal/telemetry';

type Nested = Record<string, Record<string, Record<string, Record<string, unknown>[]>>>;

const TYPES = [
  'operation_count',
  'operation_latency',
  'success_rate',
  'error_rate',
  'backend_health',
  'throughput',
  'queue_size',
  'retry_count',
] as const;
const AGGREGATIONS = [
  'sum',
  'average',
  'minimum',
  'maximum',
  'percentile_95',
  'percentile_99',
  'count',
  'rate',
] as const;

/**
 * Two minutes: in the first three operations of 1, 2 and 3 s on ipfs; in the second one of 4 s, one that fails, a retry. The
 * queue holds 5 and then 2, the backend is online and then degraded.
 */
async function twoMinutes(
  use: (asking: Asking & { readonly start: number }) => Promise<void>,
): Promise<void> {
  const machine = new Machine();
  const ports = { clock: machine, timer: machine };
  using telemetry: Telemetry = createTelemetry({
    ...ports,
    logLevel: 'silent',
    aggregationIntervalSeconds: 60,
  });
  const hooks = storageHooks(telemetry);
  let id = 0;
  const operation = (seconds: number, status: 'completed' | 'failed') => {
    id += 1;
    hooks.operationStarted({ operationId: `${id}`, operationType: 'add', backend: 'ipfs' });
    machine.pass(seconds);
    hooks.statusChanged({ operationId: `${id}`, status });
  };
  const start = machine.wallUnixMs() / 1000;
  hooks.backendHealthChanged({ backend: 'ipfs', health: 'online' });
  hooks.queueSizeChanged({ size: 5, status: 'pending' });
  for (const seconds of [1, 2, 3]) operation(seconds, 'completed');
  machine.pass(60);
  hooks.backendHealthChanged({ backend: 'ipfs', health: 'degraded' });
  hooks.queueSizeChanged({ size: 2, status: 'pending' });
  operation(4, 'completed');
  operation(5, 'failed');
  id += 1;
  hooks.operationStarted({ operationId: `${id}`, operationType: 'add', backend: 'ipfs' });
  hooks.operationRetried({ operationId: `${id}` });
  machine.pass(30);
  await askingOf(telemetry, (server) => use({ ...server, start }));
}

test('D GET metrics: nested by metric type, operation type and backend, points with the fields of the document', () =>
  twoMinutes(async ({ json }) => {
    const answer = await json(`${V0}/metrics?metric_type=operation_latency&aggregation=average`);
    assert.is(answer.operation, 'get_telemetry');
    assert.is(answer.metric_type, 'operation_latency');
    assert.is(answer.aggregation, 'average');
    assert.equal(Object.keys(answer.metrics as Nested), ['operation_latency']);
    const points = (answer.metrics as Nested).operation_latency?.add?.ipfs ?? [];
    assert.is(points.length, 1);
    const { timestamp, mean, median, min, max, percentile_95, percentile_99, count, value } =
      points[0] as Record<string, number>;
    assert.ok(Number.isFinite(timestamp));
    assert.equal([mean, min, max, count, value], [2.5, 1, 4, 4, 2.5]);
    for (const [figure, expected] of [
      [median, 2],
      [percentile_95, 4],
      [percentile_99, 4],
    ] as const) {
      assert.close(figure as number, expected, 0.011);
    }
  }));

test('D GET metrics: without an aggregation one point for each step, oldest first', () =>
  twoMinutes(async ({ json, start }) => {
    const { metrics } = await json(`${V0}/metrics?metric_type=operation_count&step=60`);
    const points = (metrics as Nested).operation_count?.add?.ipfs ?? [];
    assert.equal(
      points.map(({ value }) => value),
      [3, 2],
    );
    assert.equal(
      points.map(({ timestamp }) => (timestamp as number) - start),
      [0, 60],
    );
    const [first, last] = points.map(
      ({ status_distribution: statuses }) => statuses as Record<string, number>,
    );
    assert.is(first?.completed, 3);
    assert.equal([last?.completed, last?.failed], [1, 1]);
  }));

test('D GET metrics: all eight metric types with all eight aggregations, over merged values', () =>
  twoMinutes(async ({ json }) => {
    const aggregate = async (type: string, aggregation: string) => {
      const { metrics } = await json(`${V0}/metrics?metric_type=${type}&aggregation=${aggregation}`);
      const byOperation = (metrics as Nested)[type] as Nested[string];
      const [[point] = []] = Object.values(Object.values(byOperation)[0] ?? {});
      return point?.value;
    };
    const table: Record<string, unknown[]> = {};
    for (const type of TYPES) {
      table[type] = await Promise.all(AGGREGATIONS.map((aggregation) => aggregate(type, aggregation)));
      for (const value of table[type] ?? []) assert.type(value, 'number', type);
    }
    const [sum, average, minimum, maximum, p95, p99, count, rate] = table.operation_count as number[];
    assert.equal([sum, average, minimum, maximum, p95, p99, count], [5, 2.5, 2, 3, 3, 3, 5]);
    assert.ok((rate as number) > 0.04 && (rate as number) < 0.06, `${rate}`);
    assert.equal(table.operation_latency?.slice(0, 4), [10, 2.5, 1, 4]);
    // Four of five ended well: not the mean of 1 and 0.5.
    assert.equal(table.success_rate?.slice(1, 4), [0.8, 0.5, 1]);
    assert.close(table.error_rate?.[1] as number, 0.2, 1e-12);
    assert.equal(table.backend_health?.slice(1, 4), [0.75, 0.5, 1]);
    assert.equal(table.queue_size?.slice(2, 4), [2, 5]);
    assert.equal([table.retry_count?.[0], table.retry_count?.[6]], [1, 1]);
    // Five in a minute and a half, and a little.
    assert.ok((table.throughput?.[1] as number) > 2.5 && (table.throughput?.[1] as number) < 3.5);
  }));

test('D GET metrics: filters combine, and name what is there without points', () =>
  twoMinutes(async ({ json }) => {
    const of = async (query: string) => (await json(`${V0}/metrics?${query}`)).metrics as Nested;
    const nothing = await of('metric_type=operation_count&operation_type=pin&backend=s3');
    assert.equal(nothing, { operation_count: { pin: { s3: [] } } });
    const failed = await of('metric_type=operation_count&operation_type=add&status=failed&aggregation=sum');
    assert.is(failed.operation_count?.add?.ipfs?.[0]?.value, 1);
    assert.equal((await of('metric_type=operation_count&backend=s3')).operation_count, {});
    assert.equal(Object.keys(await of('')), [...TYPES]);
  }));

test('D GET metrics: either end of a range alone, and ranges that are empty or microseconds long', () =>
  twoMinutes(async ({ json, start }) => {
    const counts = async (query: string) => {
      const { metrics } = await json(
        `${V0}/metrics?metric_type=operation_count&operation_type=add&backend=ipfs&step=60&${query}`,
      );
      return (metrics as Nested).operation_count?.add?.ipfs?.map(({ value }) => value);
    };
    assert.equal(await counts(`start_time=${start + 30}`), [2]);
    assert.equal(await counts(`end_time=${start + 30}`), [3]);
    assert.equal(await counts(`start_time=${start}&end_time=${start + 1000}`), [3, 2]);
    assert.equal(await counts(`start_time=${start + 10}&end_time=${start + 10}`), []);
    assert.equal(await counts(`start_time=${start + 10.000001}&end_time=${start + 10.000002}`), []);
    assert.equal(await counts('start_time=0&end_time=1'), []);
  }));

test('D GET metrics: a bad parameter is named, with what is allowed', () =>
  twoMinutes(async ({ json }) => {
    const answer = await json(`${V0}/metrics?metric_type=operation_latancy`, undefined, 400);
    assert.equal([answer.success, answer.parameter], [false, 'metric_type']);
    assert.equal(answer.allowed, [...TYPES]);
    assert.match(answer.error as string, 'Did you mean operation_latency?');
    const aggregation = await json(`${V0}/metrics?aggregation=p95`, undefined, 400);
    assert.equal(aggregation.allowed, [...AGGREGATIONS]);
  }));

test('D GET metrics: as CSV and as Arrow, a row for each point', () =>
  twoMinutes(async ({ ask }) => {
    const path = `${V0}/metrics?metric_type=operation_count&step=60`;
    const csv = await (await ask(path, { headers: { accept: 'text/csv' } })).text();
    const [heading, first, ...others] = csv.trim().split('\r\n');
    assert.is(
      heading,
      'timestamp,metric_type,operation_type,backend,value,mean,median,min,max,percentile_95,percentile_99,count',
    );
    assert.match(first ?? '', /^2026-01-01T00:00:00.000Z,operation_count,add,ipfs,3,/);
    assert.is(others.length, 1);
    const arrow = await ask(path, { headers: { accept: 'application/vnd.apache.arrow.stream' } });
    assert.is(arrow.headers.get('content-type'), 'application/vnd.apache.arrow.stream');
    assert.ok((await arrow.arrayBuffer()).byteLength > 500);
  }));

test('D GET realtime: by operation:backend, filled in all of its parts', () =>
  twoMinutes(async ({ json }) => {
    const answer = await json(`${V0}/realtime`);
    assert.is(answer.operation, 'get_realtime_telemetry');
    assert.equal((answer.latency as Record<string, unknown>)['add:ipfs'], {
      ...{ mean: 2.5, median: 1.9783399974932523, min: 1, max: 4, percentile_95: 4, count: 4 },
    });
    assert.equal(answer.success_rate, { 'add:ipfs': 0.8 });
    assert.equal(answer.error_rate, { 'add:ipfs': 0.2 });
    const { overall, 'add:ipfs': ofAdd } = answer.throughput as Record<string, number>;
    assert.is(overall, ofAdd);
    assert.ok((overall as number) > 2 && (overall as number) <= 4, `${overall}`);
    assert.equal((answer.status_distribution as Record<string, unknown>)['add:ipfs'], {
      completed: 4,
      failed: 1,
      pending: 1,
    });
  }));

test('D GET realtime: nothing recorded is no error', () =>
  askingOf(createTelemetry({ logLevel: 'silent' }), async ({ json }) => {
    const { latency, success_rate, throughput } = await json(`${V0}/realtime`);
    assert.equal([latency, success_rate, throughput], [{}, {}, { overall: 0 }]);
  }));

test('D GET visualization: every metric type as SVG, of the size in inches; PNG whatever else is asked for', () =>
  twoMinutes(async ({ ask }) => {
    for (const type of TYPES) {
      const response = await ask(`${V0}/visualization/${type}.svg?width=6&height=4&operation_type=add`);
      assert.is(response.headers.get('content-type'), 'image/svg+xml; charset=utf-8');
      assert.match(await response.text(), '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"');
    }
    const accepted = await ask(`${V0}/visualization/operation_count`, {
      headers: { accept: 'image/svg+xml' },
    });
    assert.match(await accepted.text(), 'width="1200" height="800"');
  }));

test('D the Python client: operations with names of objects are names as any others', () =>
  asking(async ({ json, telemetry }) => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      trackStorageOperation(telemetry, { operationType: name, backend: '__proto__' }, () => 1);
    }
    const { metrics } = await json(`${V0}/metrics?metric_type=operation_count&aggregation=count`);
    const counted = (metrics as Nested).operation_count as Nested[string];
    assert.ok(Object.hasOwn(Object.getOwnPropertyDescriptor(counted, 'constructor')?.value, '__proto__'));
    const { latency } = await json(`${V0}/realtime`);
    assert.ok('toString:__proto__' in (latency as object));
  }));
