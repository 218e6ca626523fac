/** Requests with JSON, and what came of them. */
import { failureText } from '../../delivery.ts';
import { fetchAlong, redirectProblem } from '../../redirects.ts';
import { retryAfterSeconds } from '../../retry.ts';
import { isRecord } from '../../validate.ts';
import type { ServerSettings } from './options.ts';
import { WriteFailure } from './queue.ts';

/** The server has answered, and will answer the same however often it is asked. */
export class Refusal extends Error {
  readonly status: number;
  /** As the server names the problem: `RESOURCE_DOES_NOT_EXIST`. */
  readonly errorCode: string | undefined;

  constructor(message: string, status: number, errorCode: string | undefined) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

export interface JsonRequest {
  readonly method: 'GET' | 'POST';
  /** Relative to the server's address. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

/**
 * The answer of the server.
 *
 * @throws WriteFailure where another attempt may succeed: it is unknown then whether this one did; Refusal where none will
 */
export async function askServer(
  settings: ServerSettings,
  { method, path, query = {}, body }: JsonRequest,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const url = new URL(path, settings.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const attempt = new AbortController();
  const giveUp = () => attempt.abort();
  signal.addEventListener('abort', giveUp);
  const deadline = setTimeout(giveUp, settings.timeoutSeconds * 1000);
  if (signal.aborted) giveUp();
  try {
    const response = await fetchAlong(settings.fetch, url, {
      method,
      headers: { ...settings.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      signal: attempt.signal,
      ...(body !== undefined && { body }),
    });
    const redirected = redirectProblem(response);
    if (redirected !== undefined)
      throw new Refusal(`${method} ${url.pathname}: ${redirected}`, response.status, undefined);
    const text = await response.text();
    if (response.ok) return parsed(text, `${method} ${url.pathname}`);
    throw failureOf(response, text, `${method} ${url.pathname}`);
  } catch (error) {
    if (error instanceof WriteFailure || error instanceof Refusal) throw error;
    const why = attempt.signal.aborted && !signal.aborted ? 'no answer in time' : failureText(error);
    throw new WriteFailure(`${method} ${url.origin}${url.pathname}: ${why}`, { cause: error });
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', giveUp);
  }
}

function parsed(text: string, what: string): Record<string, unknown> {
  try {
    const answer: unknown = text === '' ? {} : JSON.parse(text);
    if (isRecord(answer)) return answer;
  } catch {
    // Cut off on its way, or of another server.
  }
  throw new WriteFailure(`${what}: the answer is no JSON object`, { isAnswer: true });
}

function failureOf({ status, headers }: Response, text: string, what: string): Error {
  const { message, errorCode } = problemIn(text);
  const told = `${what}: ${status} ${message}`.trim();
  if (status !== 408 && status !== 429 && status < 500) return new Refusal(told, status, errorCode);
  const asked = retryAfterSeconds(headers.get('retry-after'), Date.now());
  // Of proxies, and of servers that are about to be there again.
  const isAnswer = status >= 500 && ![502, 503, 504].includes(status);
  return new WriteFailure(told, { retryAfterSeconds: asked, isAnswer });
}

/** MLflow's `{ error_code, message }`, trackio's `{ error }`, or the beginning of whatever it is. */
function problemIn(text: string): { readonly message: string; readonly errorCode?: string } {
  try {
    const { message, error, error_code: errorCode } = JSON.parse(text);
    if (typeof message === 'string')
      return {
        message: message.slice(0, LONGEST_MESSAGE),
        ...(typeof errorCode === 'string' && { errorCode }),
      };
    if (typeof error === 'string') return { message: error.slice(0, LONGEST_MESSAGE) };
  } catch {
    // No JSON.
  }
  return { message: text.slice(0, LONGEST_MESSAGE) };
}

const LONGEST_MESSAGE = 300;
