/** Options that all places which may be out of reach have in common. */
import { wrongKind } from '../../errors.ts';
import { jsonLinesLogger } from '../../logging/inner.ts';
import type { Logger } from '../../ports.ts';
import { type Fetch, requireFetch } from '../../redirects.ts';
import {
  isRecord,
  requireHeaders,
  requireHttpUrl,
  requireInteger,
  requireKnownKeys,
  requireNumber,
} from '../../validate.ts';
import { OPTION, UNKNOWN_OPTION } from '../checks.ts';

export interface DeliveryOptions {
  /** How long values may wait to be sent together, 0 to 3600; 1 if left out. 0 sends them at once, one by one. */
  readonly flushSeconds?: number;
  /** Most values of a run that wait, 1000 or more; 1,000,000 if left out, some 100 MB. What comes then is lost, and counted. */
  readonly queueLimit?: number;
  /** First pause after a failure, 0.001 to 3600; doubled after each further one; 0.5 if left out. */
  readonly minBackoffSeconds?: number;
  /** Longest pause but for a server that asks for a longer one, 0.001 to 3600; 30 if left out. */
  readonly maxBackoffSeconds?: number;
  /** How long `end()` goes on trying, 0 to 86,400; 30 if left out. A process that exits then loses what waits. */
  readonly endTimeoutSeconds?: number;
  /** What the first failure of each run is told; lines of JSON on the console if left out. */
  readonly logger?: Logger;
}

export interface ServerOptions extends DeliveryOptions {
  /** Where the server is: `http://127.0.0.1:5000`, with the path that it is mounted under. */
  readonly url: string | URL;
  /** Sent with every request: `{ authorization: 'Bearer ...' }`. None if left out. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long a request may take, 0.01 to 3600; 30 if left out. */
  readonly timeoutSeconds?: number;
  /** What sends a request; the platform's own if left out. */
  readonly fetch?: Fetch;
}

export type DeliverySettings = Required<DeliveryOptions>;

export interface ServerSettings extends DeliverySettings {
  /** Ends in a slash. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly fetch: Fetch;
}

const DELIVERY_NAMES = [
  'flushSeconds',
  'queueLimit',
  'minBackoffSeconds',
  'maxBackoffSeconds',
  'endTimeoutSeconds',
  'logger',
] as const satisfies readonly (keyof DeliveryOptions)[];

const SERVER_NAMES = [
  ...DELIVERY_NAMES,
  'url',
  'headers',
  'timeoutSeconds',
  'fetch',
] as const satisfies readonly (keyof ServerOptions)[];

/**
 * @param own names of other options that it may have
 * @throws EXPERIMENTS_OPTION_KIND, EXPERIMENTS_OPTION_RANGE, EXPERIMENTS_UNKNOWN_OPTION
 */
export function deliverySettings(options: DeliveryOptions, own: readonly string[]): DeliverySettings {
  requireOptions(options, [...DELIVERY_NAMES, ...own]);
  return settingsOf(options);
}

/** As `deliverySettings`. */
export function serverSettings(options: ServerOptions, own: readonly string[]): ServerSettings {
  requireOptions(options, [...SERVER_NAMES, ...own]);
  const { url, headers = {}, timeoutSeconds = 30 } = options;
  return {
    ...settingsOf(options),
    url: requireServer(url),
    headers: requireHeaders(OPTION, headers),
    timeoutSeconds: requireNumber(OPTION, 'timeoutSeconds', timeoutSeconds, 0.01, 3600),
    fetch: requireFetch(OPTION, options.fetch),
  };
}

function requireOptions(options: unknown, names: readonly string[]): void {
  if (!isRecord(options))
    throw wrongKind(OPTION.kind, 'options', 'an object', options, 'Pass the options as one object.');
  requireKnownKeys(UNKNOWN_OPTION, 'options', options, names);
}

function settingsOf(options: DeliveryOptions): DeliverySettings {
  const { flushSeconds = 1, queueLimit = 1_000_000, endTimeoutSeconds = 30 } = options;
  const { minBackoffSeconds = 0.5, maxBackoffSeconds = 30, logger = jsonLinesLogger() } = options;
  if (typeof logger?.warn !== 'function') {
    const remedy = 'Pass a logger like pino, or leave it out for lines of JSON on the console.';
    throw wrongKind(OPTION.kind, 'logger', 'an object with warn()', logger, remedy);
  }
  return {
    flushSeconds: requireNumber(OPTION, 'flushSeconds', flushSeconds, 0, 3600),
    queueLimit: requireInteger(OPTION, 'queueLimit', queueLimit, 1000),
    minBackoffSeconds: requireNumber(OPTION, 'minBackoffSeconds', minBackoffSeconds, 0.001, 3600),
    maxBackoffSeconds: requireNumber(OPTION, 'maxBackoffSeconds', maxBackoffSeconds, 0.001, 3600),
    endTimeoutSeconds: requireNumber(OPTION, 'endTimeoutSeconds', endTimeoutSeconds, 0, 86_400),
    logger,
  };
}

/** @throws EXPERIMENTS_OPTION_KIND, EXPERIMENTS_OPTION_RANGE */
function requireServer(value: unknown): URL {
  const remedy = 'Pass the address of the server, as http://127.0.0.1:5000.';
  const url = requireHttpUrl({ ...OPTION, remedy }, 'url', value);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
