/** The server that handed out the page, by its client; and the token, where it wants one. */
import { signal } from '@preact/signals';
import { ApiError, type Client, createClient } from '../../../client/index.ts';

/** Why there is no answer, for the reader. */
export interface Problem {
  readonly kind: 'unreachable' | 'unauthorized' | 'refused' | 'failed';
  readonly message: string;
}

const KEY = 'inferometer.token';
/** Whether the server wants a token that it has not been given. */
export const needsToken = signal(false);
let client = clientWith(keptToken());

export function server(): Client {
  return client;
}

/** For as long as this tab is open. */
export function setToken(token: string): void {
  client = clientWith(token);
  needsToken.value = false;
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // Storage may be forbidden; then it lasts as long as the page.
  }
}

/** What an error of the client is for the reader. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ApiError)) return { kind: 'failed', message: String(error) };
  const { status } = error;
  // Readers are told no codes.
  const message = error.message.replace(`${error.code}: `, '');
  if (status === 401) {
    needsToken.value = true;
    return { kind: 'unauthorized', message: 'The server wants a token.' };
  }
  if (error.code === 'CLIENT_TIMEOUT') return { kind: 'failed', message: 'The server took too long.' };
  if (status === 0) return { kind: 'unreachable', message: 'The server does not answer.' };
  return { kind: status < 500 ? 'refused' : 'failed', message };
}

function clientWith(token: string | undefined): Client {
  return createClient({
    // Relative to the page, wherever that lies.
    url: new URL('.', location.href),
    ...(token && { token }),
    // What is asked for once more is so by the beat of the page.
    retries: 0,
    // The browser may keep answers, and asks by their tags whether they still hold.
    fetch: (request) => fetch(request, { cache: 'no-cache' }),
  });
}

function keptToken(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
