/** /metrics, as a function from a request to a response: for every server that speaks fetch. */
import { wrongKind, wrongValue } from '../../errors.ts';
import { componentOf, contextIn, type SnapshotSource } from '../../telemetry/index.ts';
import { isRecord, readOnce, requireFields } from '../../validate.ts';
import { preparedExposition } from '../exposition.ts';
import { type ExpositionOptions, PAGE_OPTIONS, requireExpositionOptions } from '../exposition-options.ts';
import type { Exposable } from '../page/format.ts';
import { SharedReadings } from './shared-readings.ts';

/** The formats themselves are chosen by the headers of each request. */
export interface MetricsHandlerOptions extends Omit<ExpositionOptions, 'accept' | 'acceptEncoding'> {
  /** The path that is answered; `/metrics` if left out. */
  readonly endpoint?: string;
  /** Put before every name, for two instances on one page or server; nothing if left out. */
  readonly prefix?: string;
}

export const HANDLER_OPTIONS = [
  'endpoint',
  'prefix',
  ...PAGE_OPTIONS,
] as const satisfies readonly (keyof MetricsHandlerOptions)[];

const ALLOWED = ['GET', 'HEAD'];

/**
 * Answers GET and HEAD of the endpoint with everything recorded, in the format and encoding that the request accepts;
 * other paths with 404, other methods with 405. Requests at once for one format share a reading. It never throws: a
 * snapshot that cannot be taken is a 500 that names the error's code; a telemetry logs its cause.
 *
 * @throws PROMETHEUS_ENDPOINT, PROMETHEUS_PREFIX, PROMETHEUS_SOURCE, PROMETHEUS_UNKNOWN_OPTION, PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE
 * @example
 * const metrics = createMetricsHandler(telemetry);
 * export default { fetch: (request) => metrics(request) };
 */
export function createMetricsHandler(
  source: SnapshotSource,
  options: MetricsHandlerOptions = {},
): (request: Request) => Promise<Response> {
  requireFields('PROMETHEUS_OPTION_KIND', 'PROMETHEUS_UNKNOWN_OPTION', options, HANDLER_OPTIONS);
  return metricsHandler(source, options);
}

/** As `createMetricsHandler`, with options that may have other fields too. */
export function metricsHandler(
  source: SnapshotSource,
  given: MetricsHandlerOptions,
): (request: Request) => Promise<Response> {
  const options = readOnce('options', given, HANDLER_OPTIONS);
  const { endpoint, prefix } = requireHandlerOptions(options);
  requireExpositionOptions(options);
  if (!isRecord(source) || typeof source.snapshot !== 'function') {
    const remedy = 'Pass a telemetry instance, or what collectSnapshots() returned.';
    throw wrongKind('PROMETHEUS_SOURCE', 'source', 'an object with snapshot()', source, remedy);
  }
  const context = contextIn(source);
  const life = context && componentOf(context, Life);
  const readings = new SharedReadings();
  return async (request) => {
    if (new URL(request.url).pathname !== endpoint) return answer(404, `Metrics are at ${endpoint}.`);
    if (!ALLOWED.includes(request.method)) {
      return answer(405, `Metrics are read with ${ALLOWED.join(' or ')}.`, { allow: ALLOWED.join(', ') });
    }
    if (life?.isOver) return answer(503, 'The telemetry that is read here was disposed of.');
    try {
      const from = await exposable(source);
      const accept = request.headers.get('accept');
      const acceptEncoding = request.headers.get('accept-encoding');
      const prepared = preparedExposition(from, { ...options, accept, acceptEncoding }, prefix);
      const { contentType, contentEncoding } = prepared;
      const headers: Record<string, string> = {
        'content-type': contentType,
        vary: 'accept, accept-encoding',
      };
      if (contentEncoding !== undefined) headers['content-encoding'] = contentEncoding;
      return new Response(request.method === 'HEAD' ? null : readings.body(from, prepared), { headers });
    } catch (error) {
      const fields = { event_type: 'scrape_failed', err: error };
      context?.log.write('error', fields, 'The metrics could not be read');
      const { code = 'unknown error' } = Object(error) as { code?: string };
      return answer(500, `The metrics could not be read: ${code}.`);
    }
  };
}

/** Whether a telemetry is disposed of: an empty page would tell a server that all is well, and has no series. */
class Life {
  isOver = false;

  dispose(): void {
    this.isOver = true;
  }
}

/** @throws PROMETHEUS_ENDPOINT, PROMETHEUS_PREFIX */
export function requireHandlerOptions(options: MetricsHandlerOptions): {
  readonly endpoint: string;
  readonly prefix: string;
} {
  const { endpoint = '/metrics', prefix = '' } = options;
  if (typeof endpoint !== 'string' || !/^\/[\w./~-]*$/.test(endpoint) || !isPath(endpoint)) {
    const remedy = 'Choose a path of letters, digits, _, ., ~, - and slashes, without a query.';
    throw wrongValue('PROMETHEUS_ENDPOINT', 'endpoint', 'a path as addresses have it', endpoint, remedy);
  }
  if (typeof prefix !== 'string' || !/^([a-zA-Z_][a-zA-Z0-9_]*)?$/.test(prefix)) {
    const expected = 'letters, digits and _, not starting with a digit, or nothing';
    throw wrongValue('PROMETHEUS_PREFIX', 'prefix', expected, prefix, 'Correct it, or leave it out.');
  }
  return { endpoint, prefix };
}

/** No request has one with `..` in it, or with two slashes at its beginning: addresses are put in order before they are sent. */
function isPath(endpoint: string): boolean {
  return new URL(endpoint, 'http://localhost').pathname === endpoint;
}

function exposable(source: SnapshotSource & Partial<Exposable>): Exposable | Promise<Exposable> {
  // Itself, and no copy of its parts: all scrapes of one telemetry share its time.
  return source.metrics === undefined ? Promise.resolve(source.snapshot()) : (source as Exposable);
}

function answer(status: number, sentence: string, headers: Record<string, string> = {}): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  });
}
