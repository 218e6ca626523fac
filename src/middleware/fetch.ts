/** Handlers of `(Request) => Response`: Deno.serve, Bun.serve, workers, and whatever builds on them. */

import { isOfKind } from '../errors.ts';
import { settle, type TelemetryHandle } from '../telemetry/index.ts';
import { requireFunction } from '../validate.ts';
import { factsOf, type RequestFacts } from './facts.ts';
import { type HttpOptions, httpSettings } from './options.ts';
import type { RequestRun } from './request-run.ts';
import { Requests } from './requests.ts';
import { watchedResponse } from './response.ts';

/** What servers call: with the request, and with what else they have to say. */
export type FetchHandler<Rest extends unknown[] = [], Result = Response | Promise<Response>> = (
  request: Request,
  ...rest: Rest
) => Result;

/**
 * The handler, recorded: a duration to the end of each response's body, by method, route, status and outcome; and a
 * span in the trace of the caller, where the option `tracing` is set. A response without a body comes back as itself,
 * one with a body as a copy with the same body, read when its reader reads. What the handler throws is thrown.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, HTTP_UNKNOWN_OPTION, HTTP_OPTION_KIND, TELEMETRY_LABEL_NAME,
 * TELEMETRY_LABEL_KIND
 * @example
 * Deno.serve(withTelemetry(telemetry, (request) => new Response('hello'), { route: () => '/' }));
 */
export function withTelemetry<Rest extends unknown[], Result>(
  telemetry: TelemetryHandle,
  handler: FetchHandler<Rest, Result>,
  options: HttpOptions<Request> = {},
): FetchHandler<Rest, Result> {
  requireFunction('handler', handler, 'Pass the function that answers requests.');
  const requests = new Requests(telemetry, httpSettings(options));
  return function (this: unknown, request, ...rest) {
    const answer = () => Reflect.apply(handler, this, [request, ...rest]);
    if (!requests.recording.enabled) return answer();
    const run = requests.begin(request, request, request.method, () => fetchFacts(request));
    return settle(
      () => run.operation.run(answer),
      (response) => answered(requests, run, request, response),
      (error) => run.threw(error, requests.routeOf(request), request.signal),
    );
  };
}

export function fetchFacts(request: Request): RequestFacts {
  const { pathname, protocol, host } = new URL(request.url);
  const { method, headers } = request;
  return factsOf({ method, headers, path: pathname, scheme: protocol.slice(0, -1), authority: host });
}

const UPGRADED = { status: undefined, headers: undefined };

function answered(
  requests: Requests<Request>,
  run: RequestRun,
  request: Request,
  response: unknown,
): unknown {
  if (!(response instanceof Response)) {
    // Bun's way to say that the connection was upgraded. A response of another class than ours is handed on as it is.
    const { status, headers } = isOfKind(response, 'Response') ? response : UPGRADED;
    run.responded(status, requests.routeOf(request), headers);
    run.completed();
    return response;
  }
  run.responded(response.status, requests.routeOf(request), response.headers);
  return watchedResponse(requests, run, response, request.method === 'HEAD');
}
