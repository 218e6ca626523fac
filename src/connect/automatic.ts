/**
 * What connects by itself: that which the program has already, and which costs nothing while nobody asks for it. No
 * port is opened, nothing is sent anywhere that the program does not send to anyway.
 */

import { contextOf, type TelemetryContext, type TelemetryHandle } from '../telemetry/index.ts';
import type { Connection, ConnectionName } from './connection.ts';
import { Links } from './links.ts';

export async function connectAutomatically(telemetry: TelemetryHandle): Promise<Connection> {
  const links = new Links();
  const { log } = contextOf(telemetry);
  await attempt(log, 'tracing', () => joinTraces(telemetry, links));
  await attempt(log, 'prom_client', () => joinRegistry(telemetry, links));
  return links.connection();
}

/** Why it was not connected; undefined if it was. */
type Obstacle = string | undefined;

/** Spans where the program has a tracer provider: they go where its own go. */
async function joinTraces(telemetry: TelemetryHandle, links: Links): Promise<Obstacle> {
  const { findPeer, hasTracerProvider } = await import('../opentelemetry/inner.ts');
  const api = await findPeer('@opentelemetry/api');
  if (api === undefined) {
    return '@opentelemetry/api cannot be imported: where it is in a bundle, hand it in by name';
  }
  if (!hasTracerProvider(api)) return 'no global tracer provider is set';
  const { createTracing } = await import('../opentelemetry/index.ts');
  const tracing = await createTracing(telemetry, { api });
  links.add('tracing', { tracing }, () => tracing.close());
  return undefined;
}

/** The metrics in the default registry of the prom-client that is installed. */
async function joinRegistry(telemetry: TelemetryHandle, links: Links): Promise<Obstacle> {
  const { connectPromClient } = await import('../prometheus/index.ts');
  const promClient = await connectPromClient(telemetry);
  links.add('prom_client', { promClient }, () => promClient.unregister());
  return undefined;
}

/** One line for each part, connected or not; nothing that goes wrong reaches whoever asked for `auto`. */
async function attempt(
  log: TelemetryContext['log'],
  connection: ConnectionName,
  join: () => Promise<Obstacle>,
): Promise<void> {
  const reason = await join().catch((error: unknown) => (error as Error)?.message ?? String(error));
  const fields = { event_type: 'connection', connection };
  if (reason === undefined) log.write('info', fields, 'Telemetry was connected');
  else log.write('info', { ...fields, reason }, 'Telemetry was not connected');
}
