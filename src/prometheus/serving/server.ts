/** A server of its own for /metrics, where this runtime can listen. */
import { listen } from '../../runtime/index.ts';
import type { SnapshotSource } from '../../telemetry/index.ts';
import { type Codes, requireBoolean, requireFields, requireInteger, requireText } from '../../validate.ts';
import { HANDLER_OPTIONS, type MetricsHandlerOptions, metricsHandler } from './handler.ts';

export interface MetricsServerOptions extends MetricsHandlerOptions {
  /** 8000 if left out; 0 for any that is free. */
  readonly port?: number;
  /** The interface that is listened on. 127.0.0.1 if left out: nobody outside of the machine can read it. */
  readonly host?: string;
  /** Whether the process goes on for as long as the server runs. False if left out. */
  readonly keepsAlive?: boolean;
}

export interface MetricsServer {
  /** Where the metrics are: `http://127.0.0.1:8000/metrics`. */
  readonly url: string;
  readonly port: number;
  /** Closes every connection, also those that are kept alive, and resolves when the port is free. */
  stop(): Promise<void>;
}

/**
 * Starts a server in Node, Deno or Bun that answers as `createMetricsHandler` does.
 *
 * @throws RUNTIME_CANNOT_LISTEN in a page or worker, RUNTIME_PORT_IN_USE, RUNTIME_LISTEN_FAILED,
 * PROMETHEUS_SERVER_OPTION, PROMETHEUS_ENDPOINT, PROMETHEUS_PREFIX, PROMETHEUS_SOURCE, PROMETHEUS_OPTION_KIND,
 * PROMETHEUS_OPTION_RANGE
 * @example
 * const server = await startMetricsServer(telemetry, { port: 9464 });
 * console.log(server.url);
 * await server.stop();
 */
export async function startMetricsServer(
  source: SnapshotSource,
  options: MetricsServerOptions = {},
): Promise<MetricsServer> {
  requireFields('PROMETHEUS_OPTION_KIND', 'PROMETHEUS_UNKNOWN_OPTION', options, [
    'port',
    'host',
    'keepsAlive',
    ...HANDLER_OPTIONS,
  ]);
  const handler = metricsHandler(source, options);
  const { endpoint = '/metrics', port = 8000, host = '127.0.0.1', keepsAlive = false } = options;
  requireInteger(OPTION, 'port', port, 0, 65535);
  requireText(OPTION, 'host', host);
  requireBoolean(OPTION, 'keepsAlive', keepsAlive);
  const listening = await listen(handler, { port, host, keepsAlive });
  const authority = host.includes(':') ? `[${host}]` : host;
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${authority}:${listening.port}${endpoint}`,
    port: listening.port,
    stop: () => {
      stopped ??= listening.stop();
      return stopped;
    },
  };
}

const OPTION: Codes = {
  kind: 'PROMETHEUS_SERVER_OPTION',
  range: 'PROMETHEUS_SERVER_OPTION',
  remedy: 'Correct it, or leave it out for the default.',
};
