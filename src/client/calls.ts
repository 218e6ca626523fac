/** Calls: a request, made again where that can help, and what came of it. */
import { ApiError, type ErrorAnswer } from '../api/wire.ts';
import { messageOf } from '../errors.ts';
import { BackOff, pauseOf, retryAfterSeconds } from '../retry.ts';
import { isRecord } from '../validate.ts';
import type { ClientSettings } from './options.ts';

export interface CallOptions {
  /** Ends the call, which rejects with its reason. */
  readonly signal?: AbortSignal;
  /** For this call alone. */
  readonly timeoutSeconds?: number;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly address: URL;
  /** Media types that are taken. */
  readonly accept: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The last event that was seen of a stream of them. */
  readonly lastEventId?: string | undefined;
}

/** A server that asks for more is not waited for. */
const LONGEST_PAUSE_SECONDS = 60;
/** Of proxies, whose server was not reached or did not answer. */
const GATEWAY_FAILURES = [502, 504];

/**
 * What is read of a successful response. What was lost on its way, there or back, is asked for again where asking twice does
 * no harm; what was refused for now, with `Retry-After`, whatever it was.
 *
 * @param signal of the caller and of the time that the call may take
 * @param read to its end: where that breaks off, the answer was lost
 * @throws ApiError, the signal's reason
 */
export async function respond<T>(
  settings: ClientSettings,
  call: Call,
  signal: AbortSignal,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const backOff = new BackOff(0.25, 10);
  for (let left = settings.retries; ; left--) {
    try {
      return await attempt(settings, call, signal, read);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      const { retryAfterSeconds: asked = 0, status } = failure;
      const isLost = call.method === 'GET' && (status === 0 || GATEWAY_FAILURES.includes(status));
      const isRefusedForNow = (status === 429 || status === 503) && failure.retryAfterSeconds !== undefined;
      if (left <= 0 || !(isLost || isRefusedForNow) || asked > LONGEST_PAUSE_SECONDS) throw failure;
      await pauseOf(backOff.next(asked) * 1000, signal);
      signal.throwIfAborted();
    }
  }
}

/** @throws ApiError, the signal's reason */
async function attempt<T>(
  settings: ClientSettings,
  call: Call,
  signal: AbortSignal,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const { method, address } = call;
  const lost = (what: string, cause: unknown) => {
    signal.throwIfAborted();
    const message = `${method} ${address.pathname} ${what}: ${messageOf(cause)}. Is the server running?`;
    return new ApiError('CLIENT_NETWORK', message, { status: 0, cause });
  };
  let response: Response;
  try {
    response = await settings.fetch(requestOf(settings, call, signal));
  } catch (cause) {
    throw lost('was not answered', cause);
  }
  if (!response.ok) throw await errorOf(response, signal);
  try {
    return await read(response);
  } catch (cause) {
    throw lost('was answered by half, and then it broke off', cause);
  }
}

function requestOf({ token }: ClientSettings, call: Call, signal: AbortSignal): Request {
  const { method, address, accept, body, lastEventId } = call;
  const headers = new Headers({ accept });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (lastEventId !== undefined) headers.set('last-event-id', lastEventId);
  return new Request(address, {
    method,
    headers,
    signal,
    // What is answered is never the answer of another time.
    cache: 'no-store',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** What the server says of it, in the words of the contract or, of a proxy, in those of HTTP. */
async function errorOf(response: Response, signal: AbortSignal): Promise<ApiError> {
  const { status, headers, url } = response;
  const header = headers.get('retry-after');
  const wait = header === null ? undefined : retryAfterSeconds(header, Date.now());
  const answer = await readError(response, signal);
  if (answer === undefined) {
    const message = `${url} answered with status ${status}, and not as the contract says. Is that the address of the server?`;
    return new ApiError('CLIENT_ANSWER', message, { status, retryAfterSeconds: wait });
  }
  const { error, error_type: code, parameter, allowed, errors } = answer;
  return new ApiError(code, error, { status, parameter, allowed, errors, retryAfterSeconds: wait });
}

async function readError(response: Response, signal: AbortSignal): Promise<ErrorAnswer | undefined> {
  try {
    const answer: unknown = await response.json();
    const isError =
      isRecord(answer) && typeof answer.error === 'string' && typeof answer.error_type === 'string';
    return isError ? (answer as unknown as ErrorAnswer) : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
