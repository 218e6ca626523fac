// The WAL Telemetry API of the source document: its answers stand here as they stand there, and ours have the same names,
// in the same places, with values of the same types.
import { createTelemetry, storageHooks, type Telemetry } from 'inferometer';
import { type OperationId, type Operations, operations } from 'inferometer/api';
import { createHandler, type HandlerOptions } from 'inferometer/http';
import { validated } from '../api/validated.ts';
import { assert, test } from '../harness.ts';
import { ManualClock } from '../telemetry/support.ts';

const PREFIX = '/api/v0/wal/telemetry';

interface Api {
  get(path: string, init?: RequestInit): Promise<Response>;
  /** The answer as JSON, whose status is 200: all that the source's client looks at. */
  json<Id extends OperationId>(id: Id, path: string, init?: RequestInit): Promise<Operations[Id]['answer']>;
  readonly handler: (request: Request) => Promise<Response>;
}

/** What the examples of the document are about: of `add` on `ipfs` two wait, one is worked on, 18 completed and 2 failed. */
async function recorded(use: (api: Api) => Promise<void>, options: HandlerOptions = {}): Promise<void> {
  const clock = new ManualClock();
  using telemetry: Telemetry = createTelemetry({ clock, logLevel: 'silent' });
  const hooks = storageHooks(telemetry);
  for (let i = 0; i < 23; i++) {
    const operationId = `op-${i}`;
    hooks.operationStarted({ operationId, operationType: 'add', backend: 'ipfs' });
    if (i >= 21) continue;
    hooks.statusChanged({ operationId, status: 'processing' });
    if (i === 20) continue;
    clock.advance(0.5 + i / 100);
    hooks.statusChanged({ operationId, status: i < 18 ? 'completed' : 'failed' });
  }
  hooks.operationRetried({ operationId: 'op-20' });
  hooks.backendHealthChanged({ backend: 'ipfs', health: 'online' });
  hooks.queueSizeChanged({ size: 3 });
  const handler = createHandler(telemetry, options);
  const checked = validated(handler);
  const get = (path: string, init?: RequestInit) =>
    checked(new Request(`http://localhost:8000${PREFIX}${path}`, init));
  const json: Api['json'] = async (_id, path, init) => {
    const response = await get(path, init);
    const body = await response.json();
    assert.is(response.status, 200, JSON.stringify(body));
    return body;
  };
  try {
    await use({ get, json, handler: checked });
  } finally {
    await handler.close();
  }
}

/** Whether it has everything that the example has, in the same places, of the same types. */
function likeExample(answer: unknown, example: unknown, at = ''): void {
  if (Array.isArray(example)) {
    assert.ok(Array.isArray(answer), `${at} is a list`);
    likeExample((answer as unknown[])[0], example[0], `${at}[0]`);
  } else if (typeof example === 'object' && example !== null) {
    assert.ok(typeof answer === 'object' && answer !== null, `${at} is an object`);
    for (const [name, value] of Object.entries(example)) {
      assert.ok(Object.hasOwn(answer as object, name), `${at}.${name} is there`);
      likeExample((answer as Record<string, unknown>)[name], value, `${at}.${name}`);
    }
  } else assert.is(typeof answer, typeof example, at);
}

test('D metrics: the answer of the document, metric by operation by backend', async () => {
  await recorded(async ({ json }) => {
    const answer = await json(
      'getTelemetryMetrics',
      '/metrics?metric_type=operation_latency&aggregation=average',
    );
    likeExample(answer, {
      success: true,
      operation: 'get_telemetry',
      timestamp: 1714953237.4568963,
      metrics: {
        operation_latency: {
          add: {
            ipfs: [
              {
                timestamp: 1714953230.5,
                mean: 0.85,
                median: 0.82,
                min: 0.5,
                max: 1.2,
                percentile_95: 1.1,
                percentile_99: 1.2,
              },
            ],
          },
        },
      },
      metric_type: 'operation_latency',
      aggregation: 'average',
    });
    assert.equal([answer.success, answer.operation], [true, 'get_telemetry']);
    assert.equal([answer.metric_type, answer.aggregation], ['operation_latency', 'average']);
    const point = answer.metrics.operation_latency?.add?.ipfs?.[0];
    assert.close(point?.min ?? NaN, 0.5, 1e-9);
    assert.close(point?.mean ?? NaN, 0.585, 1e-9);
  });
});

test('D metrics: every filter of the document, and either end of a range alone', async () => {
  await recorded(async ({ json }) => {
    const range = `start_time=0&end_time=${Date.now() / 1000 + 60}`;
    const found = await json(
      'getTelemetryMetrics',
      `/metrics?metric_type=operation_count&operation_type=add&backend=ipfs&status=completed&${range}`,
    );
    assert.is(Object.keys(found.metrics?.operation_count ?? {}).length, 1);
    for (const none of [
      'operation_type=get',
      'backend=s3',
      'status=cancelled',
      'start_time=9000000000',
      'end_time=1',
    ]) {
      const { metrics } = await json('getTelemetryMetrics', `/metrics?metric_type=operation_count&${none}`);
      assert.equal(Object.keys(metrics?.operation_count ?? {}), [], none);
    }
    // A range may be empty, or microseconds long.
    await json('getTelemetryMetrics', '/metrics?start_time=1714953237.456896&end_time=1714953237.456896');
    await json('getTelemetryMetrics', '/metrics?start_time=1714953237.456896&end_time=1714953237.456897');
  });
});

test('D metric types: all eight are answered, and others are refused with all eight', async () => {
  const types = [
    'operation_count',
    'operation_latency',
    'success_rate',
    'error_rate',
    'backend_health',
    'throughput',
    'queue_size',
    'retry_count',
  ];
  await recorded(async ({ get, json }) => {
    for (const type of types) {
      const { metrics } = await json('getTelemetryMetrics', `/metrics?metric_type=${type}`);
      assert.equal(Object.keys(metrics ?? {}), [type]);
      assert.ok(Object.keys(metrics?.[type] ?? {}).length > 0, `${type} was recorded`);
    }
    const { metrics } = await json('getTelemetryMetrics', '/metrics');
    assert.equal(Object.keys(metrics ?? {}).sort(), [...types].sort());
    const refused = await get('/metrics?metric_type=latency');
    const { success, parameter, allowed, error_type } = await refused.json();
    assert.equal(
      [refused.status, success, parameter, error_type],
      [400, false, 'metric_type', 'API_PARAMETER'],
    );
    assert.equal(allowed, types);
  });
});

test('D aggregations: all eight, of which each is another figure of the same values', async () => {
  const names = ['sum', 'average', 'minimum', 'maximum', 'percentile_95', 'percentile_99', 'count', 'rate'];
  await recorded(async ({ get, json }) => {
    const values: Record<string, number> = {};
    for (const name of names) {
      const { metrics, aggregation } = await json(
        'getTelemetryMetrics',
        `/metrics?metric_type=operation_latency&aggregation=${name}`,
      );
      assert.is(aggregation, name);
      values[name] = metrics.operation_latency?.add?.ipfs?.[0]?.value ?? NaN;
    }
    assert.is(values.count, 18);
    assert.close(values.sum as number, 18 * 0.585, 1e-9);
    assert.close(values.average as number, 0.585, 1e-9);
    assert.close(values.minimum as number, 0.5, 1e-9);
    assert.close(values.maximum as number, 0.67, 1e-9);
    assert.close(values.percentile_95 as number, 0.67, 0.02);
    assert.close(values.percentile_99 as number, 0.67, 0.02);
    assert.ok((values.rate as number) > 0);
    const refused = await get('/metrics?aggregation=mean');
    assert.equal((await refused.json()).allowed, names);
  });
});

test('D realtime: the answer of the document, with its figures, by operation and backend', async () => {
  await recorded(async ({ json }) => {
    const answer = await json('getRealtimeTelemetry', '/realtime');
    likeExample(answer, {
      success: true,
      operation: 'get_realtime_telemetry',
      timestamp: 1714953237.4568963,
      latency: {
        'add:ipfs': { mean: 0.85, median: 0.82, min: 0.5, max: 1.2, percentile_95: 1.1, count: 15 },
      },
      success_rate: { 'add:ipfs': 0.9 },
      error_rate: { 'add:ipfs': 0.1 },
      throughput: { overall: 12.5 },
      status_distribution: { 'add:ipfs': { pending: 2, processing: 1, completed: 18, failed: 2 } },
    });
    assert.is(answer.operation, 'get_realtime_telemetry');
    assert.is(answer.success_rate?.['add:ipfs'], 0.9);
    assert.close(answer.error_rate?.['add:ipfs'] as number, 0.1, 1e-12);
    assert.is(answer.throughput?.overall, 20);
    assert.equal(answer.status_distribution?.['add:ipfs'], {
      pending: 2,
      processing: 1,
      completed: 18,
      failed: 2,
    });
  });
});

test('D realtime: the same as server-sent events', async () => {
  await recorded(async ({ get, json }) => {
    const response = await get('/realtime', { headers: { accept: 'text/event-stream' } });
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
    const decoder = new TextDecoder();
    let text = '';
    while (!/^data: .*$\n\n/m.test(text)) {
      const { done, value } = await reader.read();
      assert.not.ok(done);
      text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
    assert.match(text, /^event: realtime$/m);
    const data = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] as string);
    assert.equal(Object.keys(data), Object.keys(await json('getRealtimeTelemetry', '/realtime')));
  });
});

test('D report: the answer of the document, to a form and to JSON, and its files', async () => {
  await recorded(async ({ get, json, handler }) => {
    const range = { start_time: String(Date.now() / 1000 - 3600), end_time: String(Date.now() / 1000 + 1) };
    const form = { method: 'POST', body: new URLSearchParams(range) };
    const answer = await json('generateTelemetryReport', '/report', form);
    likeExample(answer, {
      success: true,
      operation: 'generate_telemetry_report',
      timestamp: 1714953237.4568963,
      report_url: 'http://localhost:8000/api/v0/wal/telemetry/reports/report_1714953237_12345/report.html',
      message: 'Report generation started in the background',
    });
    assert.ok('report_path' in answer);
    assert.is(answer.message, 'Report generation started in the background');
    const url = `http://localhost:8000${PREFIX}/reports/${answer.report_id}/report.html`;
    assert.is(answer.report_url, url);
    for (;;) {
      const { report } = await json('getTelemetryReport', `/reports/${answer.report_id}`);
      if (report?.state === 'done') break;
      assert.ok(['waiting', 'running'].includes(String(report?.state)), String(report?.error));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const page = await handler(new Request(url));
    assert.equal([page.status, page.headers.get('content-type')?.split(';')[0]], [200, 'text/html']);
    assert.match(await page.text(), /<!doctype html>/i);
    assert.is((await get(`/reports/${answer.report_id}/index.html`)).status, 200);
    const ofJson = await json('generateTelemetryReport', '/report', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ start_time: 1, end_time: 2 }),
    });
    assert.ok(ofJson.report_id !== answer.report_id);
    assert.is((await json('generateTelemetryReport', '/report', { method: 'POST' })).success, true);
    const { reports } = await json('listTelemetryReports', '/reports');
    assert.is((reports as unknown as unknown[]).length, 3);
  });
});

test('D report: ids and names that leave their place are not found', async () => {
  await recorded(async ({ get }) => {
    for (const path of [
      '..%2f..%2fetc%2fpasswd/report.html',
      'report_1_1/..%2freport.html',
      'report_1_1/report.html',
    ]) {
      assert.is((await get(`/reports/${path}`)).status, 404, path);
    }
  });
});

test('D visualization: a picture of each metric type, as PNG and as SVG', async () => {
  const { metric_type, width, height } = Object.fromEntries(
    operations.getVisualization.parameters.map(({ name, schema }) => [name, schema]),
  );
  assert.equal([width?.default, height?.default], [12, 8]);
  await recorded(async ({ get }) => {
    for (const type of metric_type?.enum ?? []) {
      const byName = await get(`/visualization/${type}.svg`);
      assert.is(byName.status, 200, String(type));
      assert.match(await byName.text(), /<svg /);
    }
    const accepted = await get('/visualization/queue_size', { headers: { accept: 'image/svg+xml' } });
    assert.match(accepted.headers.get('content-type') ?? '', /^image\/svg\+xml/);
    const filters = 'operation_type=add&backend=ipfs&status=completed&start_time=0&width=6&height=4';
    assert.is((await get(`/visualization/operation_latency.svg?${filters}`)).status, 200);
    const refused = await get('/visualization/latency');
    assert.equal([refused.status, (await refused.json()).parameter], [400, 'metric_type']);
  });
});

const CONFIG = {
  metrics_path: '~/.ipfs_kit/telemetry',
  retention_days: 30,
  sampling_interval: 60,
  enable_detailed_timing: true,
  operation_hooks: true,
};

test('D config: the answer of the document, with its defaults', async () => {
  await recorded(async ({ json }) => {
    const answer = await json('getTelemetryConfig', '/config');
    const { metrics_path: _, ...config } = CONFIG;
    likeExample(answer, {
      success: true,
      operation: 'get_telemetry_config',
      timestamp: 1714953237.4568963,
      config,
    });
    for (const [name, value] of Object.entries(config)) {
      assert.is(answer.config[name as keyof typeof config], value, name);
    }
    assert.ok('metrics_path' in (answer.config as object));
  });
});

test('D config: what is posted is in force, with a warning for what needs a restart, as JSON and as a form', async () => {
  await recorded(async ({ get, json }) => {
    const answer = await json('updateTelemetryConfig', '/config', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ enabled: true, ...CONFIG, operation_hooks: false, sampling_interval: 30 }),
    });
    likeExample(answer, {
      success: true,
      operation: 'update_telemetry_config',
      timestamp: 1714953237.4568963,
      config: {
        retention_days: 30,
        sampling_interval: 60,
        enable_detailed_timing: true,
        operation_hooks: true,
      },
      warning: 'The following settings cannot be updated without restarting: metrics_path, operation_hooks',
    });
    assert.is(
      answer.warning,
      'The following settings cannot be updated without restarting: metrics_path, operation_hooks',
    );
    assert.is((await json('getTelemetryConfig', '/config')).config?.sampling_interval, 30);
    const form = { method: 'POST', body: new URLSearchParams({ enabled: 'False', sampling_interval: '20' }) };
    const changed = await json('updateTelemetryConfig', '/config', form);
    assert.equal(
      [changed.config?.enabled, changed.config?.sampling_interval, changed.warning],
      [false, 20, undefined],
    );
    const wrong = await get('/config', {
      method: 'POST',
      body: new URLSearchParams({ retention_days: '-1', sampling_interval: 'x' }),
    });
    const { errors } = (await wrong.json()) as { errors: { parameter: string }[] };
    assert.is(wrong.status, 400);
    assert.equal(errors.map(({ parameter }) => parameter).sort(), ['retention_days', 'sampling_interval']);
  });
});

test('D config: the parameters of the document, and no others, are in the contract', () => {
  const document: Readonly<Record<string, readonly string[]>> = {
    getTelemetryMetrics: [
      'metric_type',
      'operation_type',
      'backend',
      'status',
      'start_time',
      'end_time',
      'aggregation',
    ],
    getRealtimeTelemetry: [],
    generateTelemetryReport: ['start_time', 'end_time'],
    getTelemetryReportFile: ['report_id', 'file_name'],
    getVisualization: [
      'metric_type',
      'operation_type',
      'backend',
      'status',
      'start_time',
      'end_time',
      'width',
      'height',
    ],
    getTelemetryConfig: [],
    updateTelemetryConfig: [],
  };
  /** What ours take beside them. */
  const more = ['step', 'theme'];
  for (const [id, names] of Object.entries(document)) {
    const { parameters } = operations[id as keyof typeof operations];
    const own = parameters.map(({ name }) => name).filter((name) => !more.includes(name));
    assert.equal(own.sort(), [...names].sort(), id);
  }
  const fields = Object.keys(operations.updateTelemetryConfig.body?.schema.properties ?? {});
  assert.equal(fields, ['enabled', ...Object.keys(CONFIG)]);
});
