/** /metrics in a server of node:http, Express or Connect. */

import { type NodeRequest, type NodeResponse, nodeListener } from '../../runtime/index.ts';
import type { SnapshotSource } from '../../telemetry/index.ts';
import { createMetricsHandler, type MetricsHandlerOptions, requireHandlerOptions } from './handler.ts';

export type { NodeRequest, NodeResponse };

/**
 * As `createMetricsHandler`, for (request, response): a listener of node:http, or, where `next` is handed in, a
 * middleware that passes on every other path.
 *
 * @throws PROMETHEUS_ENDPOINT, PROMETHEUS_PREFIX, PROMETHEUS_SOURCE, PROMETHEUS_UNKNOWN_OPTION,
 * PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE
 * @example
 * app.use(createMetricsListener(telemetry)); // Express
 * createServer(createMetricsListener(telemetry)).listen(9090, '127.0.0.1'); // node:http
 */
export function createMetricsListener(
  source: SnapshotSource,
  options: MetricsHandlerOptions = {},
): (request: NodeRequest, response: NodeResponse, next?: () => void) => void {
  const listener = nodeListener(createMetricsHandler(source, options));
  const { endpoint } = requireHandlerOptions(options);
  return (request, response, next) => {
    const path = (request.originalUrl ?? request.url ?? '').replace(/[?#].*$/, '');
    if (next !== undefined && path !== endpoint) next();
    else listener(request, response);
  };
}
