// A client of a real handler: every route, its errors, events and tables.
import { createTelemetry, type Telemetry } from 'inferometer';
import { operations } from 'inferometer/api';
import { ApiError, ApiFile, type Client, createClient, InferometerError } from 'inferometer/client';
import { createHandler, type HandlerOptions } from 'inferometer/http';
import { validated } from '../api/validated.ts';
import { recordEverything } from '../contract/everything.ts';
import { assert, test } from '../harness.ts';

const URL_OF_SERVER = 'http://localhost/telemetry';

async function asked(
  use: (client: Client, telemetry: Telemetry) => Promise<void>,
  options: HandlerOptions = {},
) {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent', labelNames: ['tenant', 'provider'] });
  await recordEverything(telemetry);
  const handler = createHandler(telemetry, { prefix: '/telemetry', ...options });
  try {
    await use(createClient({ url: URL_OF_SERVER, token: options.token, fetch: handler }), telemetry);
  } finally {
    await handler.close();
  }
}

test('every operation of the contract has a method', async () => {
  await asked(async (client) => {
    for (const id of Object.keys(operations)) assert.type(client[id as keyof Client], 'function', id);
  });
});

test('routes that answer with JSON are answered as the contract says', async () => {
  await asked(async (client) => {
    assert.is((await client.getHealth()).status, 'ok');
    assert.is((await client.getReadiness()).status, 'ready');
    assert.ok((await client.getNow()).categories.includes('inference'));
    assert.ok((await client.getFindings()).thresholds.inference_seconds);
    assert.ok((await client.listCharts()).charts.length > 20);
    assert.is((await client.getChart({ chart: 'latency-percentiles' })).chart.kind, 'lines');
    assert.ok((await client.getCatalog()).values.model_id?.includes('llama'));
    assert.ok(Array.isArray((await client.listRuns()).runs));
    assert.ok(Array.isArray((await client.getObjectives()).objectives));
    assert.is((await client.getTables({ category: 'inference' })).category, 'inference');
    assert.ok((await client.getTelemetryMetrics({ metric_type: 'operation_count' })).metrics.operation_count);
    assert.ok(Object.keys((await client.getRealtimeTelemetry()).latency).length > 0);
    assert.is((await client.getTelemetryConfig()).config.retention_days, 30);
    assert.equal((await client.listTelemetryReports()).reports, []);
    assert.is((await client.getOpenApi()).openapi, '3.1.0');
  });
});

test('parameters go as the contract has them: dates, lists, labels', async () => {
  await asked(async (client) => {
    const { rows } = await client.query({
      metric: ['operations_total'],
      group_by: ['operation_type', 'tenant'],
      labels: { tenant: 'acme' },
      aggregation: ['sum'],
      start_time: new Date(Date.now() - 3_600_000),
    });
    assert.ok(rows.length > 3);
    assert.ok(rows.every(({ labels }) => labels.tenant === 'acme'));
    const none = await client.query({ metric: ['operations_total'], end_time: new Date(1000) });
    assert.equal(none.rows, []);
  });
});

test('files come as bytes with their type, and as text', async () => {
  await asked(async (client) => {
    const svg = await client.getChartFile({ chart: 'latency-percentiles', extension: 'svg' });
    assert.instance(svg, ApiFile);
    assert.match(svg.contentType, /^image\/svg\+xml/);
    assert.match(svg.text(), /^<svg[\s\S]*<\/svg>\s*$/);
    const csv = await client.queryFile({ extension: 'csv', metric: ['operations_total'] });
    assert.match(csv.text(), /operations_total/);
    assert.match((await client.getPrometheusMetrics()).text(), /^# HELP /m);
    assert.match((await client.getAimlReport({ format: 'markdown' })).text(), /^# /);
    const json = (await client.getAimlReport({ format: 'json' })).json() as { success: boolean };
    assert.is(json.success, true);
    assert.match((await client.getApiPage()).text(), /<!doctype html>/);
  });
});

test('rows come as a table of Arrow', async () => {
  await asked(async (client) => {
    const asking = {
      metric: ['operations_total'],
      group_by: ['operation_type'],
      aggregation: ['sum'],
    } as const;
    const table = await client.queryTable(asking);
    const { rows } = await client.query(asking);
    assert.is(table.numRows, rows.length);
    assert.equal(
      [...table.getChild('sum')],
      rows.map(({ sum }) => sum),
    );
    assert.equal(
      [...table.getChild('operation_type')],
      rows.map(({ labels }) => labels.operation_type),
    );
  });
});

test('what is refused is an error with the code, the status, the parameter and what is allowed', async () => {
  await asked(async (client) => {
    const error = await assert.rejects(client.getChart({ chart: 'latency' as 'metric' }));
    assert.instance(error, ApiError);
    assert.instance(error, InferometerError);
    const { code, status, parameter, allowed, message } = error as ApiError;
    assert.equal([code, status, parameter], ['API_PARAMETER', 400, 'chart']);
    assert.ok(allowed?.includes('latency-heatmap'));
    assert.match(message, /^API_PARAMETER: chart expected/);
    const missing = (await assert.rejects(
      client.getTelemetryReport({ report_id: 'report_1_1' }),
    )) as ApiError;
    assert.equal([missing.code, missing.status], ['API_NOT_FOUND', 404]);
  });
});

test('errors of the library are no errors of the API', () => {
  assert.is(new InferometerError('X', 'y') instanceof ApiError, false);
});

test('the token is sent, and without it nothing is answered', async () => {
  const token = 'a token of 30 characters, or so'.replaceAll(' ', '-');
  await asked(
    async (client) => {
      assert.is((await client.getNow()).success, true);
    },
    { token },
  );
  await asked(async (_, telemetry) => {
    const handler = createHandler(telemetry, { token });
    const error = (await assert.rejects(
      createClient({ url: 'http://localhost', fetch: handler }).getNow(),
    )) as ApiError;
    assert.equal([error.code, error.status], ['API_UNAUTHORIZED', 401]);
    await handler.close();
  });
});

test('a configuration is changed, and every wrong field of one is named', async () => {
  await asked(async (client) => {
    const { config } = await client.updateTelemetryConfig({ sampling_interval: 5 });
    assert.is(config.sampling_interval, 5);
    const error = (await assert.rejects(
      client.updateTelemetryConfig({ retention_days: 0, sampling_interval: -1 }),
    )) as ApiError;
    assert.equal(error.errors?.map(({ parameter }) => parameter).sort(), [
      'retention_days',
      'sampling_interval',
    ]);
  });
});

test('a report is made, and its files are there when it is done', async () => {
  await asked(async (client) => {
    const report = await client.makeReport({ start_time: new Date(Date.now() - 3_600_000) });
    assert.is(report.state, 'done');
    const page = await client.getTelemetryReportFile({
      report_id: report.report_id,
      file_name: 'report.html',
    });
    assert.match(page.contentType, /^text\/html/);
    assert.ok(report.files.some(({ name }) => name === 'report.json'));
  });
});

test('metrics over time are a series for each metric type, operation type and backend', async () => {
  await asked(async (client) => {
    const series = await client.metricsOverTime({ every: 'hour', metric_type: 'operation_latency' });
    assert.ok(series.length > 0);
    for (const { metricType, points } of series) {
      assert.is(metricType, 'operation_latency');
      assert.is(points.length >= 1, true);
    }
  });
});

test('what goes on comes again and again, until nobody reads it', async () => {
  await asked(async (client) => {
    let count = 0;
    for await (const now of client.now({}, { onConnection: ({ kind }) => assert.is(kind, 'open') })) {
      assert.is(now.operation, 'get_now');
      if (++count === 2) break;
    }
    for await (const { latency } of client.realtime()) {
      assert.ok(Object.keys(latency).length > 0);
      break;
    }
  });
});

test('events end with the reason of the signal', async () => {
  await asked(async (client) => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const reading = (async () => {
      for await (const _ of client.now({}, { signal: stop.signal })) stop.abort(reason);
    })();
    assert.is(await assert.rejects(reading), reason);
  });
});

test('events end with the signal while one waits for the next', async () => {
  await asked(async (client) => {
    const stop = new AbortController();
    const events = client.now({}, { signal: stop.signal });
    await events.next();
    await events.next();
    const third = events.next();
    stop.abort(new Error('enough'));
    const startedAtMs = performance.now();
    assert.is((await assert.rejects(third)).message, 'enough');
    assert.ok(performance.now() - startedAtMs < 500);
  });
});

test('every answer that a client gets is as the contract says', async () => {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent', labelNames: ['tenant', 'provider'] });
  await recordEverything(telemetry);
  const handler = createHandler(telemetry);
  const client = createClient({ url: 'http://localhost', fetch: validated(handler) });
  for (const { id } of (await client.listCharts()).charts) await client.getChart({ chart: id });
  for (const category of [
    'model',
    'stream',
    'training',
    'dataset',
    'distributed',
    'storage',
    'http',
  ] as const) {
    await client.getTables({ category });
  }
  await client.getFindings();
  await client.getCatalog();
  await client.query();
  await client.listRuns();
  await client.getTelemetryMetrics();
  await client.makeReport();
  await client.listTelemetryReports();
  await handler.close();
});
