/** Questions to the server that handed out the page. What it keeps is not sent twice: the browser compares its tags. */
import { signal } from '@preact/signals';
import { setServerTime } from '../state/clock.ts';

/** Why there is no answer, for the reader. */
export interface Problem {
  readonly kind: 'unreachable' | 'unauthorized' | 'refused' | 'failed';
  readonly message: string;
}

export class AskError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

const KEY = 'inferometer.token';
/** Whether the server wants a token that it has not been given. */
export const needsToken = signal(false);
let token = keptToken();

/** For as long as this tab is open. */
export function setToken(given: string): void {
  token = given;
  needsToken.value = false;
  try {
    sessionStorage.setItem(KEY, given);
  } catch {
    // Storage may be forbidden; then it lasts as long as the page.
  }
}

function keptToken(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** Relative to the page, wherever that lies. */
export function addressOf(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, `${value}`);
  }
  return `${path}${query.size > 0 ? `?${query}` : ''}`;
}

/** @throws AskError, and an AbortError when the signal says so */
export async function ask(address: string, accept: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    // Without `no-cache` a browser may answer from what it keeps, without asking.
    const headers: Record<string, string> = { accept, ...(token && { authorization: `Bearer ${token}` }) };
    response = await fetch(address, { headers, cache: 'no-cache', credentials: 'same-origin', signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new AskError({ kind: 'unreachable', message: 'The server does not answer.' });
  }
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) setServerTime(date);
  if (response.ok) return response;
  if (response.status === 401) needsToken.value = true;
  throw new AskError(await problemIn(response));
}

export async function askJson<T>(address: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(address, 'application/json', signal);
  return (await response.json()) as T;
}

async function problemIn(response: Response): Promise<Problem> {
  const { status } = response;
  const said = (await response.json().catch(() => ({}))) as { error?: unknown };
  const message = typeof said.error === 'string' ? said.error : `The server answered ${status}.`;
  if (status === 401) return { kind: 'unauthorized', message: 'The server wants a token.' };
  return { kind: status < 500 ? 'refused' : 'failed', message };
}
