/** The REST API, the dashboard and everything else that is served, as a function from a request to a response. */
import { ApiError, operations } from '../api/index.ts';
import type { TelemetryHandle } from '../telemetry/index.ts';
import { errorResponse } from './answers/json.ts';
import { refusal } from './answers/refusal.ts';
import { type HandlerOptions, handlerSettings } from './options.ts';
import { createRouter, NO_OPERATION } from './router.ts';
import { withSafety } from './safety/headers.ts';
import { HostCheck } from './safety/host.ts';
import { OriginCheck } from './safety/origin.ts';
import { requireSize } from './safety/size.ts';
import { Serving } from './serving.ts';

/** For every server that speaks fetch. It never rejects. */
export interface TelemetryHandler {
  (request: Request): Promise<Response>;
  /** Resolves when the configuration that was kept is in force. Rejects where it makes no sense: HTTP_CONFIGURATION. */
  readonly ready: Promise<void>;
  /** Ends streams of events and reports that are being made. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How a handler is bound, as far as that says who may ask. */
export interface Binding {
  /** Names by which the server is asked beside those that are allowed. */
  readonly hosts: readonly string[];
  /** Whether addresses are no names that a foreign page could have. */
  readonly isOpen: boolean;
}

const UNBOUND: Binding = { hosts: [], isOpen: false };

/**
 * Answers every route of the contract (docs/http.md, `/openapi.json`): metrics, charts, reports, configuration, the dashboard.
 *
 * @throws HTTP_OPTION_KIND, HTTP_OPTION_RANGE, HTTP_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, OBJECTIVE_LABEL for an objective about
 * a label that no call can have, and STORE_PLATFORM for a path where no files can be kept
 * @example
 * const handler = createHandler(telemetry, { token: process.env.TELEMETRY_TOKEN });
 * Deno.serve(handler);
 * export default { fetch: handler };
 */
export function createHandler(telemetry: TelemetryHandle, options: HandlerOptions = {}): TelemetryHandler {
  return boundHandler(telemetry, options, UNBOUND);
}

export function boundHandler(
  telemetry: TelemetryHandle,
  options: HandlerOptions,
  binding: Binding,
): TelemetryHandler {
  const settings = handlerSettings(options);
  const serving = new Serving(telemetry, settings);
  const hosts = new HostCheck([...settings.allowedHosts, ...binding.hosts], binding.isOpen);
  const origins = new OriginCheck(settings.allowedOrigins);
  const route = createRouter(serving);
  const ready = serving.restore();
  ready.catch((error) => serving.failed('configuration', error));

  const answer = async (request: Request): Promise<Response> => {
    let cors: Readonly<Record<string, string>> = {};
    let isOfPage = false;
    try {
      await ready.catch(() => {});
      const url = addressOf(request);
      requireSize(request, url);
      isOfPage = url.pathname === settings.prefix + operations.ingest.path;
      const authority = hosts.require(request, url);
      cors = ((isOfPage && serving.ingestion?.origins) || origins).require(request, authority);
      if (isPreflight(request, cors))
        return withSafety(new Response(null, { status: 204 }), { ...cors, ...PREFLIGHT });
      const { publicUrl = `${url.protocol}//${authority}`, prefix } = settings;
      return withSafety(await route(request, { baseUrl: publicUrl + prefix }), cors);
    } catch (error) {
      const known = error instanceof ApiError ? error : undefined;
      if (known === undefined) serving.failed(NO_OPERATION, error);
      serving.served(NO_OPERATION, known?.status ?? 500);
      const refused = known ?? refusal(500, 'The answer could not be made. The log of the server says why.');
      if (isOfPage) serving.ingestion?.refused(refused);
      return withSafety(errorResponse(refused, NO_OPERATION, serving.nowUnixMs), cors);
    }
  };

  const handle = async (request: Request): Promise<Response> => {
    if (request.method !== 'HEAD') return answer(request);
    const response = await answer(new Request(request, { method: 'GET' }));
    // A stream of events would wait for somebody who reads it.
    await response.body?.cancel().catch(() => {});
    return new Response(null, response);
  };
  const close = () => serving.close();
  return Object.assign(handle, { ready, close, [Symbol.asyncDispose]: close });
}

/** Deno and Bun put together what a client sent as its host, whatever that is. @throws ApiError with 400 */
function addressOf(request: Request): URL {
  try {
    return new URL(request.url);
  } catch (cause) {
    const message = 'host expected the name of this server. Send the header Host as clients do.';
    throw refusal(400, message, { parameter: 'host', cause });
  }
}

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-allow-headers': 'accept, authorization, content-type, last-event-id',
  'access-control-max-age': '600',
};

function isPreflight({ method, headers }: Request, cors: Readonly<Record<string, string>>): boolean {
  return method === 'OPTIONS' && headers.has('access-control-request-method') && Object.keys(cors).length > 0;
}
