/**
 * What a request says about itself, for its span. Queries, addresses of clients and headers that nobody has asked for
 * stay out.
 */
import { isOfKind } from '../errors.ts';
import { type ServerAddress, serverOf } from '../telemetry/index.ts';

export interface RequestFacts extends ServerAddress {
  /** As a label: a known one, or `_OTHER`. */
  readonly method: string;
  /** As it was sent, where that is another. */
  readonly originalMethod?: string;
  /** Without the query. */
  readonly path: string;
  readonly scheme: string;
  /** `1.1`, `2`; left out where the server does not tell. */
  readonly protocolVersion?: string | undefined;
  /** Where the trace of the caller is found. No span holds them. */
  readonly headers: HeaderSource;
}

/** As fetch handlers have them, or as node:http does. */
export type HeaderSource = Headers | Readonly<Record<string, number | string | string[] | undefined>>;

// RFC 9110, and PATCH of RFC 5789. Whatever else a client may think of is one value.
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** The method as a label. */
export function knownMethod(method: string): string {
  return METHODS.has(method) ? method : '_OTHER';
}

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly scheme: string;
  /** Of the header Host, or of HTTP/2: `example.org:8443`. */
  readonly authority: string | undefined;
  readonly protocolVersion?: string;
  readonly headers: HeaderSource;
}

export function factsOf({ method: sent, authority, ...facts }: SentRequest): RequestFacts {
  const method = knownMethod(sent);
  return {
    ...facts,
    method,
    ...(method !== sent && { originalMethod: sent }),
    ...(authority !== undefined && serverOf(`${facts.scheme}://${authority}`)),
  };
}

/** Those of these lower-case names that are there. */
export function pickHeaders(headers: HeaderSource, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = isOfKind(headers, 'Headers') ? headers.get(name) : headers[name];
    if (value !== undefined && value !== null)
      picked[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return picked;
}
