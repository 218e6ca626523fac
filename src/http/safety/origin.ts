/**
 * Which pages may ask. Browsers say where a request comes from: what another site's page sends is refused, unless its origin
 * is allowed. Programs that are no browsers say nothing, and are told apart by the token.
 */
import { refusal } from '../answers/refusal.ts';

export class OriginCheck {
  private readonly allowed: ReadonlySet<string>;

  /** @param origins `https://grafana.example`; `*` for all */
  constructor(origins: readonly string[]) {
    this.allowed = new Set(origins.map((origin) => origin.toLowerCase()));
  }

  /**
   * @param authority that was asked for
   * @returns headers that let the page of an allowed origin read the answer
   * @throws ApiError with 403
   */
  require(request: Request, authority: string): Readonly<Record<string, string>> {
    const { headers, method } = request;
    const origin = headers.get('origin');
    if (origin !== null && (this.allowed.has('*') || this.allowed.has(origin.toLowerCase()))) {
      return { 'access-control-allow-origin': origin, vary: 'origin' };
    }
    const isOwn = origin === null || isOfHost(origin, authority);
    const isForeign = headers.get('sec-fetch-site') === 'cross-site' && !isVisit(request);
    if (isOwn && !isForeign) return {};
    const sentence = 'Pages of other origins are not answered. Name theirs in allowedOrigins of the server.';
    throw refusal(403, sentence, { parameter: method === 'GET' && isOwn ? 'sec-fetch-site' : 'origin' });
  }
}

/** The origin of a page that came from here, by whichever scheme: a proxy may have taken TLS off. */
function isOfHost(origin: string, authority: string): boolean {
  return /^https?:\/\/[^/]*$/i.test(origin) && origin.toLowerCase().endsWith(`://${authority.toLowerCase()}`);
}

/** Somebody followed a link, and sees the answer instead of the page that had it. */
function isVisit({ method, headers }: Request): boolean {
  return (
    method === 'GET' &&
    headers.get('sec-fetch-mode') === 'navigate' &&
    headers.get('sec-fetch-dest') === 'document'
  );
}
