/** Requests to an HTTP server, by OpenTelemetry's stable conventions for their spans (1.23 and later). */
import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** What a request's operation is told, beside what has one name in the table of attributes. */
interface Told {
  readonly method?: string;
  readonly route?: string | undefined;
  readonly statusCode?: number | undefined;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** `GET /users/:id`; without a route the method alone: never the path, of which there is no end. */
export function requestName({ method = '_OTHER', route }: Told): string {
  const verb = method === '_OTHER' ? 'HTTP' : method;
  return route === undefined ? verb : `${verb} ${route}`;
}

/** The headers that were allowed, each a list of one. */
export function headerAttributes({ requestHeaders = {}, responseHeaders = {} }: Told): Attributes {
  return { ...listed('request', requestHeaders), ...listed('response', responseHeaders) };
}

/** `error.type` of a response that is an error without anything having been thrown. */
export function statusError({ statusCode }: Told): string | undefined {
  return statusCode !== undefined && statusCode >= 500 ? String(statusCode) : undefined;
}

function listed(message: string, headers: Readonly<Record<string, string>>): Record<string, AttributeValue> {
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [`http.${message}.header.${name}`, [value]]));
}
