// Section C of the telemetry contract: the rows "prometheus" and "metrics endpoint", from the public API to what a
// server reads.
import { createTelemetry, type Telemetry, trackStorageOperation } from 'inferometer';
import { createMetricsHandler, type MetricsServerOptions, startMetricsServer } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { isProcess } from '../places.ts';
import { familyOf, parseExposition } from '../prometheus/parse-exposition.ts';

async function scrape(telemetry: Telemetry, options: MetricsServerOptions = {}): Promise<string> {
  const server = await startMetricsServer(telemetry, { port: 0, ...options });
  try {
    return await (await fetch(server.url)).text();
  } finally {
    await server.stop();
  }
}

function adding(telemetry: Telemetry): Telemetry {
  trackStorageOperation(telemetry, { operationType: 'add', backend: 'ipfs' }, () => {});
  return telemetry;
}

test('C prometheus: the server starts, answers at the endpoint, and stops', async () => {
  using telemetry = adding(createTelemetry());
  if (!isProcess) {
    await assert.rejects(startMetricsServer(telemetry), /^RUNTIME_CANNOT_LISTEN: /);
    return;
  }
  const page = await scrape(telemetry, { endpoint: '/wal/metrics' });
  const { samples } = familyOf(page, 'wal_operation_latency_seconds');
  assert.is(samples.find(({ name }) => name.endsWith('_count'))?.value, '1');
});

test('C prometheus: names begin with wal_, or with the prefix that is chosen', async () => {
  if (!isProcess) return;
  using telemetry = adding(createTelemetry({ storagePrefix: 'queue_' }));
  assert.is(familyOf(await scrape(telemetry), 'queue_operation_latency_seconds').type, 'histogram');
  const prefixed = await scrape(telemetry, { prefix: 'edge_' });
  assert.ok(parseExposition(prefixed).every(({ name }) => name.startsWith('edge_')));
});

test('C prometheus: enabled: false serves an empty page', async () => {
  if (!isProcess) return;
  using telemetry = adding(createTelemetry({ enabled: false }));
  assert.is(await scrape(telemetry), '');
});

test('C metrics endpoint: a handler of fetch requests can be added to any app', async () => {
  using telemetry = adding(createTelemetry());
  const metrics = createMetricsHandler(telemetry);
  const app = async (request: Request) => {
    const response = await metrics(request);
    return response.status === 404 ? new Response('the app') : response;
  };
  const page = await (await app(new Request('http://app/metrics'))).text();
  assert.is(familyOf(page, 'wal_operation_success_rate').samples[0]?.value, '1');
  assert.is(await (await app(new Request('http://app/'))).text(), 'the app');
});

test('C metrics endpoint: every scrape is up to date', async () => {
  using telemetry = createTelemetry();
  const metrics = createMetricsHandler(telemetry);
  for (let count = 1; count <= 3; count++) {
    adding(telemetry);
    const page = await (await metrics(new Request('http://app/metrics'))).text();
    const { samples } = familyOf(page, 'wal_operation_outcomes_total');
    assert.is(samples[0]?.value, `${count}`);
  }
});
