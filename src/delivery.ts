/** One attempt to hand something to a server over HTTP, and what became of it. */

import { isError } from './errors.ts';
import type { Clock, Timer } from './ports.ts';
import { type Fetch, type FetchInit, fetchAlong, redirectProblem } from './redirects.ts';
import { retryAfterSeconds } from './retry.ts';

export interface Consignment extends Pick<FetchInit, 'method' | 'headers' | 'body'> {
  readonly url: URL;
  /** How long the attempt may take. */
  readonly timeoutSeconds: number;
  readonly fetch: Fetch;
}

/** Why it is to be sent again. */
export type RetryReason =
  /** No answer: the name is unknown, the port closed, the connection lost. */
  | 'unreachable'
  /** No answer in time. */
  | 'timeout'
  /** 429. */
  | 'throttled'
  /** 500 and above. */
  | 'server_error';

export type Delivered =
  | { readonly kind: 'taken'; readonly status: number; readonly headers: Headers }
  /** The server will not have it, however often it comes. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly headers: Headers;
      readonly message: string;
    }
  | {
      readonly kind: 'retry';
      readonly reason: RetryReason;
      readonly message: string;
      /** As the server asked for; 0 if it did not. */
      readonly retryAfterSeconds: number;
    };

export interface DeliveryPorts {
  readonly clock: Clock;
  readonly timer: Timer;
}

/** Never rejects. @param signal gives the attempt up, as unreachable. */
export async function deliver(
  { url, timeoutSeconds, fetch, ...content }: Consignment,
  { clock, timer }: DeliveryPorts,
  signal: AbortSignal,
): Promise<Delivered> {
  const attempt = new AbortController();
  let isLate = false;
  const giveUp = () => attempt.abort();
  signal.addEventListener('abort', giveUp);
  const cancel = timer.after(timeoutSeconds * 1000, () => {
    isLate = true;
    giveUp();
  });
  if (signal.aborted) giveUp();
  try {
    const answer = fetchAlong(fetch, url, { ...content, signal: attempt.signal });
    const response = await Promise.race([answer, abortOf(attempt.signal)]);
    return await judged(response, clock.wallUnixMs(), attempt.signal);
  } catch (error) {
    const reason = isLate ? 'timeout' : 'unreachable';
    return { kind: 'retry', reason, message: failureText(error), retryAfterSeconds: 0 };
  } finally {
    cancel();
    signal.removeEventListener('abort', giveUp);
  }
}

/** fetch says no more than that it failed; the cause tells of the connection. */
export function failureText(error: unknown): string {
  if (!isError(error)) return String(error);
  const { cause } = error;
  if (!isError(cause)) return error.message;
  return `${error.message}: ${(cause as { code?: string }).code ?? cause.message}`;
}

/** Rejects when the signal is given: a fetch that was handed in need not heed it. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(new Error('given up'));
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}

/** By its status, whatever becomes of its body. */
async function judged(response: Response, nowUnixMs: number, signal: AbortSignal): Promise<Delivered> {
  const { status, headers } = response;
  if (status >= 200 && status < 300) {
    // It is done, whatever becomes of the rest.
    response.body?.cancel().catch(() => {});
    return { kind: 'taken', status, headers };
  }
  const redirected = redirectProblem(response);
  if (redirected !== undefined) return { kind: 'refused', status, headers, message: redirected };
  const start = await Promise.race([startOf(response), abortOf(signal)]).catch(() => '');
  const message = `${status} ${start}`.trim();
  if (status !== 429 && status < 500) return { kind: 'refused', status, headers, message };
  const seconds = retryAfterSeconds(headers.get('retry-after'), nowUnixMs);
  const reason = status === 429 ? 'throttled' : 'server_error';
  return { kind: 'retry', reason, message, retryAfterSeconds: seconds };
}

/** What a server says about a failure is in its first line; the rest is not waited for. */
async function startOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return value ? new TextDecoder().decode(value.subarray(0, 256)).trim() : '';
}
