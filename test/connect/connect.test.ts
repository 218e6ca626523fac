import { trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createTelemetry, type Logger, type Telemetry } from 'inferometer';
import { type ConnectRequest, connect } from 'inferometer/connect';
import { MemoryFiles, readStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { forTracing, isFound } from '../opentelemetry/packages.ts';
import { isProcess } from '../places.ts';

interface Line {
  readonly connection: string;
  readonly reason?: string;
}

/** Telemetry, and what it logs. */
function logged(): { telemetry: Telemetry; lines: Line[] } {
  const lines: Line[] = [];
  const write = (fields: object) => void lines.push(fields as Line);
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  return { telemetry: createTelemetry({ logger }), lines };
}

function provider(): { exporter: InMemorySpanExporter; tracerProvider: BasicTracerProvider } {
  const exporter = new InMemorySpanExporter();
  return {
    exporter,
    tracerProvider: new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  };
}

/** As much of a registry as the bridge asks for. */
class Registry {
  readonly contentType = 'text/plain';
  readonly byName = new Map<string, unknown>();
  registerMetric(metric: { name: string }): void {
    this.byName.set(metric.name, metric);
  }
  getSingleMetric(name: string): unknown {
    return this.byName.get(name);
  }
  removeSingleMetric(name: string): void {
    this.byName.delete(name);
  }
  async metrics(): Promise<string> {
    return '';
  }
}

test('a store is opened, kept what is recorded in, and closed with the last interval', async () => {
  const { telemetry } = logged();
  const files = new MemoryFiles();
  const connection = await connect(telemetry, { store: { files, retentionDays: 7 } });
  assert.equal(connection.connected, ['store']);
  assert.is(connection.store?.status().place, 'memory');
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  await telemetry.flush();
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  await connection.close();
  const rows: number[] = [];
  const query = { metric: 'inference_seconds', aggregation: 'count' } as const;
  for await (const { count } of readStore({ files }).query(query)) rows.push(count ?? 0);
  assert.equal(rows, [2]);
  await assert.rejects(() => connect(telemetry, { store: {} }), /STORE_OPTION_RANGE/);
  await assert.rejects(
    () => connect(telemetry, { store: { files, retention: 7 } as never }),
    /STORE_UNKNOWN_OPTION/,
  );
});

test('auto connects what is there, says what is not, and throws nothing', async () => {
  const { telemetry, lines } = logged();
  const connection = await connect(telemetry, 'auto');
  assert.equal(
    lines.map((line) => line.connection),
    ['tracing', 'prom_client'],
  );
  const reason = isFound
    ? 'no global tracer provider is set'
    : '@opentelemetry/api cannot be imported: where it is in a bundle, hand it in by name';
  assert.is(lines[0]?.reason, reason);
  // A bundle has no packages. Elsewhere they are development dependencies.
  assert.equal(connection.connected, isFound ? ['prom_client'] : []);
  if (!isFound) assert.match(String(lines[1]?.reason), /npm install prom-client/);
  assert.is(connection.server, undefined);
  assert.is(connection.remoteWrite, undefined);
  await connection.close();
});

test('auto twice: the second finds the names taken, and says so', async () => {
  if (!isFound) return;
  const { telemetry, lines } = logged();
  const first = await connect(telemetry, 'auto');
  const second = await connect(telemetry, 'auto');
  assert.equal([first.connected, second.connected], [['prom_client'], []]);
  assert.match(String(lines.at(-1)?.reason), /PROMETHEUS_NAME_TAKEN/);
  await second.close();
  await first.close();
  const third = await connect(telemetry, 'auto');
  assert.equal(third.connected, ['prom_client']);
  await third.close();
});

test('auto joins the tracing of a program that has some, until it is closed', async () => {
  if (!isFound) return;
  const { exporter, tracerProvider } = provider();
  trace.setGlobalTracerProvider(tracerProvider);
  try {
    const { telemetry, lines } = logged();
    const connection = await connect(telemetry, 'auto');
    assert.is(lines[0]?.reason, undefined);
    assert.ok(connection.connected.includes('tracing'));
    telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
    assert.equal(exporter.getFinishedSpans().length, 1);
    await connection.close();
    telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
    assert.equal(exporter.getFinishedSpans().length, 1);
  } finally {
    trace.disable();
  }
});

test('tracing by name', async () => {
  const { exporter, tracerProvider } = provider();
  const telemetry = createTelemetry();
  const connection = await connect(telemetry, {
    opentelemetry: { tracing: { ...forTracing, tracerProvider } },
  });
  telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
  assert.equal(connection.connected, ['tracing']);
  assert.is(exporter.getFinishedSpans().length, 1);
  await connection.close();
});

test('a metrics server and remote write by name, where this runtime can listen', async () => {
  const telemetry = createTelemetry();
  const asked = connect(telemetry, { prometheus: { server: { port: 0 } } });
  if (!isProcess) {
    assert.match((await assert.rejects(asked)).message, /RUNTIME_CANNOT_LISTEN/);
    return;
  }
  const { server, connected, close } = await asked;
  assert.equal(connected, ['metrics_server']);
  telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
  const url = String(server?.url);
  assert.match(await (await fetch(url)).text(), /ipfs_aiml_inference_seconds_count\{model_id="glyphs"/);
  const externalLabels = { job: 'test', instance: 'here' };
  const pushing = await connect(telemetry, { remoteWrite: { url, externalLabels } });
  assert.equal(pushing.connected, ['remote_write']);
  await pushing.close();
  await close();
  await assert.rejects(fetch(url));
});

test('all or nothing: what was connected before a failure is taken back', async () => {
  const registry = new Registry();
  const telemetry = createTelemetry();
  const failing = connect(telemetry, {
    prometheus: { client: { registry: registry as never }, server: { port: -1 } },
  });
  assert.match((await assert.rejects(failing)).message, /PROMETHEUS_SERVER_OPTION/);
  assert.is(registry.byName.size, 0);
  const connection = await connect(telemetry, { prometheus: { client: { registry: registry as never } } });
  assert.ok(registry.byName.size > 20);
  assert.identical(connection.close(), connection.close());
  await connection.close();
  assert.is(registry.byName.size, 0);
});

test('a peer asked for by name and not there is an error with the command that installs it', async () => {
  if (isFound) return; // In a process the peers are there: connect.node.test.ts runs one without them.
  const failing = connect(createTelemetry(), { prometheus: { client: {} } });
  assert.match((await assert.rejects(failing)).message, /PROMETHEUS_PEER_MISSING.*npm install prom-client/);
});

test('a request that says nothing, or something else, is told so', async () => {
  const telemetry = createTelemetry();
  const wrong: unknown[] = [
    undefined,
    null,
    'otel',
    {},
    { prometheus: {} },
    { prometheus: true },
    { prometheus: { serve: {} } },
    { graphite: {} },
    { remoteWrite: undefined },
    { opentelemetry: { tracing: {}, setup: {} } },
  ];
  for (const request of wrong) {
    const error = await assert.rejects(connect(telemetry, request as ConnectRequest));
    assert.match(error.message, /^CONNECT_REQUEST: /);
  }
});
