/** The handler in a server of node:http, Express or Connect. */
import { type NodeRequest, type NodeResponse, nodeListener } from '../runtime/index.ts';
import type { TelemetryHandle } from '../telemetry/index.ts';
import { createHandler, type TelemetryHandler } from './handler.ts';
import type { HandlerOptions } from './options.ts';

export type { NodeRequest, NodeResponse };

export interface TelemetryListener {
  (request: NodeRequest, response: NodeResponse, next?: () => void): void;
  /** See `TelemetryHandler`. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * As `createHandler`, for (request, response): a listener of node:http, or, where `next` is handed in, a middleware that passes
 * on every path that is not under `prefix`. Mounted by a path, `app.use('/telemetry', …)`, it has that path as its `prefix`.
 *
 * @throws as `createHandler`
 * @example
 * app.use(createListener(telemetry, { prefix: '/telemetry' })); // Express
 * createServer(createListener(telemetry)).listen(8000, '127.0.0.1'); // node:http
 */
export function createListener(telemetry: TelemetryHandle, options: HandlerOptions = {}): TelemetryListener {
  const handler: TelemetryHandler = createHandler(telemetry, options);
  const listener = nodeListener(handler);
  const { prefix = '' } = options;
  const listen = (request: NodeRequest, response: NodeResponse, next?: () => void): void => {
    const path = (request.originalUrl ?? request.url ?? '').replace(/[?#].*$/, '');
    const isOurs = prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
    if (next !== undefined && !isOurs) next();
    else listener(request, response);
  };
  const { ready, close } = handler;
  return Object.assign(listen, { ready, close, [Symbol.asyncDispose]: close });
}
