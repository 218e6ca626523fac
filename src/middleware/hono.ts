/** Hono, by the shape of its contexts. */

import type { TelemetryHandle } from '../telemetry/index.ts';
import { fetchFacts } from './fetch.ts';
import { type HttpOptions, httpSettings } from './options.ts';
import { Requests } from './requests.ts';
import { watchedResponse } from './response.ts';

/** What is used of a context of Hono 4. */
export interface HonoContext {
  readonly req: {
    readonly raw: Request;
    /** Which of the matched routes has answered. */
    readonly routeIndex: number;
    readonly matchedRoutes?: readonly { readonly method: string; readonly path: string }[];
  };
  res: Response | undefined;
  /** Whether anything has answered. */
  readonly finalized: boolean;
  /** What a handler threw; Hono has made a response of it. */
  readonly error?: unknown;
}

export type HonoMiddleware = (context: HonoContext, next: () => Promise<void>) => Promise<void>;

/**
 * Middleware for Hono that records every request which it sees: a duration to the end of the response's body, by
 * method, route, status and outcome; and a span in the trace of the caller, where the option `tracing` is set. Use it
 * before the routes.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, HTTP_UNKNOWN_OPTION, HTTP_OPTION_KIND, TELEMETRY_LABEL_NAME,
 * TELEMETRY_LABEL_KIND
 * @example
 * const app = new Hono();
 * app.use(honoTelemetry(telemetry));
 * app.get('/users/:id', (c) => c.json(find(c.req.param('id'))));
 */
export function honoTelemetry(
  telemetry: TelemetryHandle,
  options: HttpOptions<HonoContext> = {},
): HonoMiddleware {
  const requests = new Requests(telemetry, httpSettings(options));
  return async (context, next) => {
    if (!requests.recording.enabled) return next();
    const { raw } = context.req;
    const run = requests.begin(context, raw, raw.method, () => fetchFacts(raw));
    const route = () => requests.routeOf(context, () => routeOf(context));
    try {
      await run.operation.run(next);
    } catch (error) {
      run.threw(error, route(), raw.signal);
      throw error;
    }
    if (!context.finalized) {
      // Nothing has answered, and Hono answers that with an error.
      run.responded(500, route());
      run.completed();
      return;
    }
    const response = context.res as Response;
    run.responded(response.status, route(), response.headers, context.error);
    const watched = watchedResponse(requests, run, response, raw.method === 'HEAD');
    if (watched === response) return;
    // Hono adds the headers of the response before to the one that is set; these are the same.
    context.res = undefined;
    context.res = watched;
  };
}

/** The pattern that has answered. Middleware that let a request through to 404 is no route. */
function routeOf({ req, res }: HonoContext): string | undefined {
  const route = req.matchedRoutes?.[req.routeIndex];
  return route?.method === 'ALL' && res?.status === 404 ? undefined : route?.path;
}
