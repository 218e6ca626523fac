/** The options of the middleware. */
import { wrongKind } from '../errors.ts';
import type { CallLabels } from '../telemetry/index.ts';
import { requireFields, requireFunction } from '../validate.ts';

export interface HttpOptions<Request> {
  /**
   * The route that a request took, `/users/:id`, where the middleware cannot see it by itself; undefined for none. It
   * becomes a label, so never a path with ids in it. Asked once, when the response is there.
   */
  readonly route?: (request: Request) => string | undefined;
  /**
   * Labels of one's own, for every request or by request: names of `labelNames`, and no ids. A function is asked when the
   * request begins; what it throws is counted, and so is a label that is none. None if left out.
   */
  readonly labels?: CallLabels | ((request: Request) => CallLabels | undefined);
  /** Headers of requests whose values spans may hold; none if left out. */
  readonly requestHeaders?: readonly string[];
  /** Headers of responses whose values spans may hold; none if left out. */
  readonly responseHeaders?: readonly string[];
}

export interface HttpSettings<Request> {
  readonly route: ((request: Request) => string | undefined) | undefined;
  readonly labels: HttpOptions<Request>['labels'];
  readonly requestHeaders: readonly string[];
  readonly responseHeaders: readonly string[];
}

const NAMES = ['route', 'labels', 'requestHeaders', 'responseHeaders'];

/** @throws TELEMETRY_ARGUMENT_KIND, HTTP_UNKNOWN_OPTION, HTTP_OPTION_KIND */
export function httpSettings<Request>(options: HttpOptions<Request>): HttpSettings<Request> {
  requireFields('HTTP_OPTION_KIND', 'HTTP_UNKNOWN_OPTION', options, NAMES);
  const { route, labels, requestHeaders = [], responseHeaders = [] } = options;
  if (route !== undefined)
    requireFunction('route', route, 'Pass a function that tells the route of a request.');
  return {
    route,
    labels,
    requestHeaders: headerNames('requestHeaders', requestHeaders),
    responseHeaders: headerNames('responseHeaders', responseHeaders),
  };
}

function headerNames(label: string, names: readonly string[]): string[] {
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) {
    return names.map((name) => name.toLowerCase());
  }
  const remedy = "Pass their names: ['x-request-id'].";
  throw wrongKind('HTTP_OPTION_KIND', label, 'an array of header names', names, remedy);
}
