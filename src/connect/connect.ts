/** Connects a telemetry instance to what is around it. The rooms are imported when they are asked for. */
import { wrongKind, wrongValue } from '../errors.ts';
import { contextOf, type TelemetryHandle } from '../telemetry/index.ts';
import { isRecord, readOnce, requireKnownKeys } from '../validate.ts';
import { connectAutomatically } from './automatic.ts';
import type { Connection, ConnectOptions, ConnectRequest } from './connection.ts';
import { Links } from './links.ts';

/**
 * Connects telemetry to what is around it: `/metrics`, a registry of prom-client, tracing, remote write, a store. By name, each
 * gets its options, and what it needs and cannot have is an error that says how to install it; all are connected, or
 * none. With `'auto'` it is what the program has already: spans where a global tracer provider is set, the default
 * registry where prom-client is installed. Then no port is opened, nothing throws, and the log tells what was found.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, CONNECT_REQUEST; by name also OPENTELEMETRY_PEER_MISSING, PROMETHEUS_PEER_MISSING,
 * PROMETHEUS_NAME_TAKEN, RUNTIME_CANNOT_LISTEN, RUNTIME_PORT_IN_USE, STORE_LOCKED, and what else the options of a part can be wrong in
 * @example
 * import { connect } from 'inferometer/connect';
 *
 * const connection = await connect(telemetry, { prometheus: { server: { port: 9464 } } });
 * console.log(connection.server?.url);
 * await connection.close();
 */
export async function connect(telemetry: TelemetryHandle, asked: ConnectRequest): Promise<Connection> {
  contextOf(telemetry);
  if (asked === 'auto') return connectAutomatically(telemetry);
  const request: unknown = readOnce('request', asked, Object.keys(PARTS));
  requireParts(request);
  const links = new Links();
  try {
    await connectByName(telemetry, request, links);
  } catch (error) {
    // All or nothing. Why it failed is said by the first error.
    await links.close().catch(() => {});
    throw error;
  }
  return links.connection();
}

async function connectByName(
  telemetry: TelemetryHandle,
  request: ConnectOptions,
  links: Links,
): Promise<void> {
  const { prometheus = {}, opentelemetry = {}, remoteWrite: remote } = request;
  // First, and so closed last: what the others still record goes there.
  if (request.store !== undefined) {
    const { openStore } = await import('../store/index.ts');
    const store = await openStore(request.store);
    links.add('store', { store }, () => store.close());
    store.attach(telemetry);
  }
  if (opentelemetry.setup !== undefined) {
    const { setupTracing } = await import('../opentelemetry/index.ts');
    const { SETUP_OPTIONS } = await import('../opentelemetry/inner.ts');
    const setup = readOnce('setup', opentelemetry.setup, SETUP_OPTIONS);
    const tracing = await setupTracing({ ...setup, telemetry });
    links.add('tracing', { tracing }, () => tracing.shutdown());
  }
  if (opentelemetry.tracing !== undefined) {
    const { createTracing } = await import('../opentelemetry/index.ts');
    const tracing = await createTracing(telemetry, opentelemetry.tracing);
    links.add('tracing', { tracing }, () => tracing.close());
  }
  if (prometheus.client !== undefined) {
    const { connectPromClient } = await import('../prometheus/index.ts');
    const promClient = await connectPromClient(telemetry, prometheus.client);
    links.add('prom_client', { promClient }, () => promClient.unregister());
  }
  if (remote !== undefined) {
    const { createRemoteWrite } = await import('../remote-write/index.ts');
    const remoteWrite = createRemoteWrite(telemetry, remote);
    links.add('remote_write', { remoteWrite }, () => remoteWrite.stop());
  }
  if (prometheus.server !== undefined) {
    const { startMetricsServer } = await import('../prometheus/index.ts');
    const server = await startMetricsServer(telemetry, prometheus.server);
    links.add('metrics_server', { server }, () => server.stop());
  }
}

/** What may be named, and what in it. */
const PARTS: Readonly<Record<string, readonly string[] | undefined>> = {
  prometheus: ['server', 'client'],
  opentelemetry: ['tracing', 'setup'],
  remoteWrite: undefined,
  store: undefined,
};

/** @throws CONNECT_REQUEST */
function requireParts(request: unknown): asserts request is ConnectOptions {
  if (!isRecord(request)) {
    const remedy = "Pass 'auto', or the parts by name: { prometheus: { server: {} } }.";
    throw wrongKind('CONNECT_REQUEST', 'request', "'auto' or an object", request, remedy);
  }
  requireSome('request', Object.keys(PARTS), request);
  const given = Object.entries(request).filter(([, part]) => part !== undefined);
  for (const [name, part] of given) {
    if (!isRecord(part)) {
      throw wrongKind('CONNECT_REQUEST', name, 'an object', part, 'Pass its options as one object.');
    }
    const inner = PARTS[name];
    if (inner !== undefined) requireSome(name, inner, part);
  }
  const { tracing, setup } = (request as ConnectOptions).opentelemetry ?? {};
  if (tracing === undefined || setup === undefined) return;
  const remedy = 'Leave out setup to use the provider that is there, or tracing to set up another.';
  throw wrongValue('CONNECT_REQUEST', 'opentelemetry', 'either tracing or setup', 'both', remedy);
}

function requireSome(
  label: string,
  known: readonly string[],
  given: Readonly<Record<string, unknown>>,
): void {
  requireKnownKeys('CONNECT_REQUEST', label, given, known);
  if (known.some((name) => given[name] !== undefined)) return;
  const expected = `one of ${known.join(', ')}, or several`;
  const remedy = 'Name what to connect; with {} for its defaults.';
  throw wrongValue('CONNECT_REQUEST', label, expected, 'nothing', remedy);
}
