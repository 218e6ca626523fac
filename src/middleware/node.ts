/** Listeners of node:http, and the middleware of Express, by the shape of what they are called with. */

import { settle, type TelemetryHandle } from '../telemetry/index.ts';
import { requireFunction } from '../validate.ts';
import { seenRoute } from './express-route.ts';
import { factsOf, type RequestFacts } from './facts.ts';
import { type HttpOptions, httpSettings } from './options.ts';
import type { RequestRun } from './request-run.ts';
import { Requests } from './requests.ts';

/** What is used of an IncomingMessage. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: object;
}

/** What is used of a ServerResponse. */
export interface NodeResponse {
  readonly statusCode: number;
  readonly headersSent: boolean;
  readonly writableFinished: boolean;
  getHeaders(): Readonly<Record<string, number | string | string[] | undefined>>;
  once(event: 'finish' | 'close', listener: () => void): unknown;
}

/** What a server of node:http calls. */
// biome-ignore lint/suspicious/noExplicitAny: the listener keeps its own types of requests and responses
export type NodeListener = (request: any, response: any, ...rest: any[]) => unknown;

export type ExpressMiddleware = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * The listener of a node:http or node:https server, recorded: a duration until the response is handed over, by method,
 * route, status and outcome; and a span in the trace of the caller, where the option `tracing` is set. What the
 * listener throws is thrown.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, HTTP_UNKNOWN_OPTION, HTTP_OPTION_KIND, TELEMETRY_LABEL_NAME,
 * TELEMETRY_LABEL_KIND
 * @example
 * createServer(nodeTelemetry(telemetry, (request, response) => response.end('hello'), { route: () => '/' }));
 */
export function nodeTelemetry<Listener extends NodeListener>(
  telemetry: TelemetryHandle,
  listener: Listener,
  options: HttpOptions<NodeRequest> = {},
): Listener {
  requireFunction('listener', listener, 'Pass the function that a server of node:http calls.');
  const requests = new Requests(telemetry, httpSettings(options));
  const recorded = function (this: unknown, ...args: Parameters<Listener>): unknown {
    const listen = () => Reflect.apply(listener, this, args);
    if (!requests.recording.enabled) return listen();
    const [request, response] = args;
    const run = begin(requests, request, response);
    return settle(
      () => run.operation.run(listen),
      (result) => result,
      (error) => run.threw(error, requests.routeOf(request)),
    );
  };
  return recorded as Listener;
}

/**
 * Middleware for Express 4 and 5 that records every request which it sees, as `nodeTelemetry` does, under the route
 * that answered: `/users/:id`, with what its routers are mounted at. Use it before the routes.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, HTTP_UNKNOWN_OPTION, HTTP_OPTION_KIND, TELEMETRY_LABEL_NAME,
 * TELEMETRY_LABEL_KIND
 * @example
 * const app = express();
 * app.use(expressTelemetry(telemetry));
 * app.get('/users/:id', (request, response) => response.json(find(request.params.id)));
 */
export function expressTelemetry(
  telemetry: TelemetryHandle,
  options: HttpOptions<NodeRequest> = {},
): ExpressMiddleware {
  const requests = new Requests(telemetry, httpSettings(options));
  return (request, response, next) => {
    if (!requests.recording.enabled) return next();
    const run = begin(requests, request, response, seenRoute(request as object));
    run.operation.run(() => next());
  };
}

function begin(
  requests: Requests<NodeRequest>,
  request: NodeRequest,
  response: NodeResponse,
  seen?: () => string | undefined,
): RequestRun {
  const method = request.method ?? '';
  const run = requests.begin(request, request, method, () => nodeFacts(request, method));
  // `finish`: the last of it was handed over. `close`: the connection is gone, or all is over.
  const ended = () => {
    const { headersSent, writableFinished, statusCode } = response;
    if (run.operation.outcome !== undefined) return;
    const route = requests.routeOf(request, seen);
    run.responded(headersSent ? statusCode : undefined, route, response.getHeaders());
    if (writableFinished) run.completed();
    else run.returned();
  };
  response.once('finish', ended);
  response.once('close', ended);
  return run;
}

function nodeFacts({ url = '', httpVersion, headers, socket }: NodeRequest, method: string): RequestFacts {
  return factsOf({
    method,
    // Of `OPTIONS *` and of requests to proxies too: whatever stands before the query.
    path: url.split(/[?#]/, 1)[0] as string,
    scheme: (socket as { encrypted?: boolean }).encrypted ? 'https' : 'http',
    authority: headers[':authority']?.toString() ?? headers.host?.toString(),
    protocolVersion: httpVersion === '2.0' ? '2' : httpVersion,
    headers,
  });
}
