/** The ways in which a page sends: now, when it is gone, and as it goes. None of them throws. */
import { retryAfterSeconds } from '../../retry.ts';
import { navigatorHere } from './navigator.ts';

export interface PageRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answer {
  /** 0 where there was none. */
  readonly status: number;
  /** As JSON, if it is that. */
  readonly body?: unknown;
  readonly retryAfterSeconds?: number;
}

/** All requests of a page that outlive it share this (Fetch, 4.5: 64 KiB), and some room is the page's own. One takes no more. */
export const MOST_KEPT_BYTES = 60_000;
/** As many as Chromium allows a page, less one that is the page's own. */
const MOST_KEPT_REQUESTS = 9;
const TIMEOUT_MS = 30_000;

const NO_ANSWER: Answer = { status: 0 };

/** Of this realm: what is on its way and outlives it. */
let [keptBytes, keptRequests] = [0, 0];

/**
 * Posts, so that it arrives though the page is left meanwhile, where there is room for that. The answer is read to its end: until
 * then it takes from that room.
 *
 * @param otherwise where there is no such room, and the page is left: whether that sent it
 */
export async function post(request: PageRequest, otherwise?: () => boolean): Promise<Answer> {
  const { length } = request.body;
  const isKept =
    'keepalive' in Request.prototype &&
    keptBytes + length <= MOST_KEPT_BYTES &&
    keptRequests < MOST_KEPT_REQUESTS;
  if (!isKept) return otherwise?.() ? NO_ANSWER : posted(request, false);
  keptBytes += length;
  keptRequests += 1;
  const answer = await posted(request, true);
  keptBytes -= length;
  keptRequests -= 1;
  // Something else of the page may have taken the room.
  return answer.status === 0 ? posted(request, false) : answer;
}

async function posted({ url, body, headers }: PageRequest, keepalive: boolean): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers,
      keepalive,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const told: unknown = await response.json().catch(() => undefined);
    const asked = retryAfterSeconds(response.headers.get('retry-after'), Date.now());
    return { status: response.status, body: told, retryAfterSeconds: asked };
  } catch {
    return NO_ANSWER;
  }
}

/** The last way: nobody learns whether it arrived. False where the browser has no room for it. */
export function beacon({ url, body, headers }: PageRequest): boolean {
  const type = headers['content-type'] ?? '';
  return navigatorHere().sendBeacon?.(url, new Blob([body], { type })) ?? false;
}

type FetchLater = (url: string, init: RequestInit) => unknown;

/**
 * What the browser sends when the page is gone, even if its process was killed (Pending Beacon API: `fetchLater`, Chromium).
 *
 * @returns what takes it back; undefined where there is no such thing, or no room for it
 */
export function armLater({ url, body, headers }: PageRequest): (() => void) | undefined {
  const { fetchLater } = globalThis as { readonly fetchLater?: FetchLater };
  if (fetchLater === undefined) return undefined;
  const controller = new AbortController();
  try {
    fetchLater(url, { method: 'POST', body, headers, credentials: 'omit', signal: controller.signal });
    return () => controller.abort();
  } catch {
    return undefined;
  }
}
