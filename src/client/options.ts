/** What a client is made of. */
import { wrongValue } from '../errors.ts';
import {
  type Codes,
  requireFields,
  requireFunction,
  requireInteger,
  requireNumberThat,
  requireText,
} from '../validate.ts';

export interface ClientOptions {
  /** Where the server is: `http://127.0.0.1:8000`, with the path that it is mounted under. */
  readonly url: string | URL;
  /** Sent as `Authorization: Bearer`; nothing if left out. */
  readonly token?: string;
  /** That of the runtime if left out. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** How long a call may take, with its retries and its answer, above 0; 30 if left out. Events go on for as long as they are read. */
  readonly timeoutSeconds?: number;
  /** How often a call is made again that failed on its way or that the server asks to make later, 0 or more; 2 if left out. */
  readonly retries?: number;
}

export interface ClientSettings {
  /** Ends in a slash. */
  readonly url: URL;
  readonly token: string | undefined;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly timeoutSeconds: number;
  readonly retries: number;
}

const NAMES = [
  'url',
  'token',
  'fetch',
  'timeoutSeconds',
  'retries',
] as const satisfies readonly (keyof ClientOptions)[];

const CODES: Codes = {
  kind: 'CLIENT_OPTION_KIND',
  range: 'CLIENT_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

/** @throws CLIENT_OPTION_KIND, CLIENT_OPTION_RANGE, CLIENT_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND */
export function settingsOf(options: ClientOptions): ClientSettings {
  requireFields('CLIENT_OPTION_KIND', 'CLIENT_UNKNOWN_OPTION', options, NAMES);
  const { url, token, fetch = (request) => globalThis.fetch(request), timeoutSeconds, retries = 2 } = options;
  requireFunction(
    'fetch',
    fetch,
    'Pass a function that takes a Request, or leave it out for that of the runtime.',
  );
  return {
    url: addressOf(url),
    token: token === undefined ? undefined : requireText(CODES, 'token', token),
    fetch,
    timeoutSeconds: timeoutOf(timeoutSeconds),
    retries: requireInteger(CODES, 'retries', retries, 0, 100),
  };
}

/** The longest that a timer of JavaScript can wait. */
const LONGEST_SECONDS = 2 ** 31 / 1000 - 1;

/** @throws CLIENT_OPTION_KIND, CLIENT_OPTION_RANGE */
export function timeoutOf(timeoutSeconds: unknown = 30): number {
  const expected = 'a number of seconds above 0';
  return requireNumberThat(CODES, 'timeoutSeconds', timeoutSeconds, expected, (seconds) => {
    return seconds > 0 && seconds <= LONGEST_SECONDS;
  });
}

function addressOf(url: string | URL): URL {
  const address = URL.canParse(String(url)) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    const remedy = 'Pass the address of the server.';
    throw wrongValue('CLIENT_OPTION_RANGE', 'url', 'an address of http or https', String(url), remedy);
  }
  address.search = '';
  address.hash = '';
  if (!address.pathname.endsWith('/')) address.pathname += '/';
  return address;
}
