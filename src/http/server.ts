/** A server of its own, where this runtime can listen. */
import { listen } from '../runtime/index.ts';
import type { TelemetryHandle } from '../telemetry/index.ts';
import { boundHandler } from './handler.ts';
import { type ServerOptions, serverSettings } from './options.ts';

export interface TelemetryServer {
  /** Where the dashboard is, and everything under it: `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection, and resolves when the port is free. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a server in Node, Deno or Bun that answers as `createHandler` does.
 *
 * @throws RUNTIME_CANNOT_LISTEN in a page or worker, RUNTIME_PORT_IN_USE, RUNTIME_LISTEN_FAILED, HTTP_TOKEN_NEEDED,
 * HTTP_CONFIGURATION for a file at `configPath` that makes no sense, HTTP_OPTION_KIND, HTTP_OPTION_RANGE,
 * HTTP_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 * @example
 * const server = await serve(telemetry, { port: 8000 });
 * console.log(`The dashboard is at ${server.url}`);
 * await server.close();
 */
export async function serve(
  telemetry: TelemetryHandle,
  options: ServerOptions = {},
): Promise<TelemetryServer> {
  const { port, host, keepsAlive, handler: handlerOptions } = serverSettings(options);
  const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const handler = boundHandler(telemetry, handlerOptions, { hosts: [authority], isOpen: isWildcard(host) });
  await handler.ready;
  const listening = await listen(handler, { port, host: host.replace(/^\[|\]$/g, ''), keepsAlive });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= handler.close().then(() => listening.stop());
    return closed;
  };
  const name = isWildcard(host) ? '127.0.0.1' : authority;
  return {
    url: `http://${name}:${listening.port}${handlerOptions.prefix ?? ''}`,
    port: listening.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Every interface of the machine, of which each has an address of its own. */
function isWildcard(host: string): boolean {
  return /^(0\.0\.0\.0|::|\[::\])$/.test(host);
}
