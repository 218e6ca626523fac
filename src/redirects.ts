/** Requests that write something, and their redirects. */
import { wrongKind } from './errors.ts';

/** What sends a request: the platform's own `fetch`, or one that stands in for it. */
export type Fetch = (url: URL, init: FetchInit) => Promise<Response>;

/** Called without its object: a page's fetch refuses any other `this`. */
const platformFetch: Fetch = (...request) => globalThis.fetch(...request);

/** The option `fetch`: what was handed in, else the platform's own. @throws the code `kind` */
export function requireFetch(
  { kind, remedy }: { readonly kind: string; readonly remedy: string },
  fetch: unknown = platformFetch,
): Fetch {
  if (typeof fetch === 'function') return fetch as Fetch;
  throw wrongKind(kind, 'fetch', 'a function', fetch, remedy);
}

/** Of a `RequestInit` what is used: not every program has its type. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  readonly redirect: 'manual';
}

/** What is sent, wherever it is redirected to. */
export type Sent = Omit<FetchInit, 'redirect'>;

/** As many as curl, and fewer than fetch, follows. */
const MOST = 10;

/**
 * Sends a request on to where 307 and 308 say (RFC 9110, section 15.4), method and body kept. Other redirects are answers:
 * who follows them asks with GET, and what comes of that would look like a success. Pages do not show where a redirect leads:
 * there all of them are answers, of status 0.
 *
 * @returns the first answer that is no such redirect, or one too many
 */
export async function fetchAlong(fetch: Fetch, url: URL, init: Sent, most = MOST): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  const location = response.headers.get('location');
  if (![307, 308].includes(response.status) || location === null || most === 0) return response;
  const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  // Nobody's secrets go where they were not meant to, nor in the open.
  if (next === undefined || !/^https?:$/.test(next.protocol)) return response;
  if (url.protocol === 'https:' && next.protocol === 'http:') return response;
  response.body?.cancel().catch(() => {});
  const headers = new Headers(init.headers);
  if (next.origin !== url.origin) for (const name of SECRET) headers.delete(name);
  return fetchAlong(fetch, next, { ...init, headers: Object.fromEntries(headers) }, most - 1);
}

/** As fetch itself leaves them out. */
const SECRET = ['authorization', 'cookie', 'proxy-authorization'];

/** What to do about an answer that is a redirect; undefined if it is none. */
export function redirectProblem(response: Response): string | undefined {
  const { status, type, headers } = response;
  if (type !== 'opaqueredirect' && ![301, 302, 303, 307, 308].includes(status)) return undefined;
  const location = headers.get('location');
  const where = location === null ? '' : ` to ${location.slice(0, 200)}`;
  return `${status || 'the server'} redirects${where}, which is not followed: set \`url\` to where it leads`;
}
