/** The options of createHandler and serve, with their defaults, checked once. */

import type { PngOptions } from '../chart/inner.ts';
import { wrongKind, wrongValue } from '../errors.ts';
import type { Store, StoreReader } from '../store/inner.ts';
import {
  isRecord,
  readOnce,
  requireBoolean,
  requireFields,
  requireInteger,
  requireNumber,
  requireText,
} from '../validate.ts';
import { type IngestOptions, type IngestSettings, ingestSettings } from './ingest/options.ts';
import { OPTION, originIn, textsIn } from './option-checks.ts';

export interface HandlerOptions {
  /**
   * Whose history is asked beside what is in memory: `openStore` or `readStore` of `inferometer/store`. Left out, it is the
   * store that keeps this telemetry, if there is one. A server of a store alone has a telemetry that records nothing:
   * `createHandler(createTelemetry({ enabled: false }), { store: readStore({ path }) })`.
   */
  readonly store?: Store | StoreReader;
  /**
   * What clients send as `Authorization: Bearer <token>`, 16 characters or more without spaces. Left out, everybody who reaches
   * the handler may read everything and change the configuration. Pages, /health, /ready and /openapi.json need none.
   */
  readonly token?: string;
  /**
   * Names by which the server is asked, beside `localhost`, `127.0.0.1` and `[::1]`: `telemetry.example`. A request by another
   * name is refused with 403, since a foreign page might be behind it. `*` allows all, for servers behind a proxy that
   * checks them itself. None if left out.
   */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may read and write here, `https://grafana.example`; those served here may. None if left out. */
  readonly allowedOrigins?: readonly string[];
  /**
   * Takes what pages with `inferometer/browser` recorded, at `/ingest`. Pages of the origins named here may write there, and read
   * nothing anywhere. Left out, nothing is taken.
   */
  readonly ingest?: IngestOptions;
  /** The path under which all routes are, `/telemetry`: of a handler that is a part of a server. None if left out. */
  readonly prefix?: string;
  /**
   * How clients reach the server, `https://telemetry.example`: addresses of reports begin with it. What the request says if left
   * out, which behind a proxy is the proxy's side of it.
   */
  readonly publicUrl?: string;
  /**
   * The file that the configuration is kept in, read before the first request is answered. Left out, what is configured is
   * forgotten when the process ends.
   */
  readonly configPath?: string;
  /** Where reports are kept, and how many; in memory, 20 of them, if left out. */
  readonly reports?: ReportsOptions;
  /** Whether the dashboard and the page of the API are served; true if left out. */
  readonly dashboard?: boolean;
  /** Most bytes of a body, 1024 or more; 65,536 if left out. A longer one is answered with 413. */
  readonly maxBodyBytes?: number;
  /** Most seconds until a body is there, 0.1 to 600; 10 if left out. Then it is 408. */
  readonly bodySeconds?: number;
  /** Most seconds that making an answer may take, 0.1 to 3600; 30 if left out. Then it is 503: ask for a shorter range. */
  readonly answerSeconds?: number;
  /** Most clients that listen to events at once, 1 or more; 100 if left out. One more is answered with 503. */
  readonly maxEventClients?: number;
  /**
   * Most pictures a minute, as SVG or PNG, 1 or more; 600 if left out, since a page asks for many. A PNG counts by its size: one
   * of 24 by 16 inches as four. Then it is 429.
   */
  readonly picturesPerMinute?: number;
  /**
   * What PNG is drawn with, where packages are no files: `{ resvg: await import('@resvg/resvg-wasm'), wasm }`. The package as it is
   * installed if left out; without it PNG is answered with 503, and SVG as ever.
   */
  readonly png?: Pick<PngOptions, 'resvg' | 'wasm'>;
  /** Most reports a minute, 1 or more; 12 if left out. Then it is 429. */
  readonly reportsPerMinute?: number;
}

export interface ReportsOptions {
  /** A directory; in memory if left out. */
  readonly path?: string;
  /** How many are kept, 1 or more; 20 if left out. The oldest goes. */
  readonly keep?: number;
}

export interface ServerOptions extends HandlerOptions {
  /** 8000 if left out; 0 for any that is free. */
  readonly port?: number;
  /**
   * The interface that is listened on; 127.0.0.1 if left out: nobody outside of this machine reaches it. Another one needs
   * `token`, or `allowsEveryone`.
   */
  readonly host?: string;
  /** True: listens on other interfaces without a token. Whoever reaches the host reads everything, and changes the configuration. */
  readonly allowsEveryone?: boolean;
  /** Whether the process goes on for as long as the server runs; true if left out. */
  readonly keepsAlive?: boolean;
}

export interface HandlerSettings
  extends Required<
    Omit<HandlerOptions, 'store' | 'token' | 'publicUrl' | 'configPath' | 'reports' | 'ingest'>
  > {
  readonly store: Store | StoreReader | undefined;
  readonly token: string | undefined;
  readonly ingest: IngestSettings | undefined;
  readonly publicUrl: string | undefined;
  readonly configPath: string | undefined;
  readonly reports: { readonly path: string | undefined; readonly keep: number };
}

export interface ServerSettings {
  readonly port: number;
  readonly host: string;
  readonly keepsAlive: boolean;
}

export const HANDLER_OPTIONS = [
  'store',
  'token',
  'allowedHosts',
  'allowedOrigins',
  'ingest',
  'prefix',
  'publicUrl',
  'configPath',
  'reports',
  'dashboard',
  'maxBodyBytes',
  'bodySeconds',
  'answerSeconds',
  'maxEventClients',
  'picturesPerMinute',
  'png',
  'reportsPerMinute',
] as const satisfies readonly (keyof HandlerOptions)[];

const SERVER_OPTIONS = [
  ...HANDLER_OPTIONS,
  'port',
  'host',
  'allowsEveryone',
  'keepsAlive',
] as const satisfies readonly (keyof ServerOptions)[];

/** @throws HTTP_OPTION_KIND, HTTP_OPTION_RANGE, HTTP_UNKNOWN_OPTION */
export function handlerSettings(options: HandlerOptions): HandlerSettings {
  requireFields('HTTP_OPTION_KIND', 'HTTP_UNKNOWN_OPTION', options, HANDLER_OPTIONS);
  const whole = (name: keyof HandlerOptions, otherwise: number, min = 1) =>
    requireInteger(OPTION, name, options[name] ?? otherwise, min);
  const seconds = (name: keyof HandlerOptions, otherwise: number, max: number) =>
    requireNumber(OPTION, name, options[name] ?? otherwise, 0.1, max);
  return {
    store: storeIn(options.store),
    token: options.token === undefined ? undefined : tokenIn(options.token),
    allowedHosts: textsIn('allowedHosts', options.allowedHosts ?? []),
    allowedOrigins: textsIn('allowedOrigins', options.allowedOrigins ?? []).map((origin) =>
      originIn('allowedOrigins', origin),
    ),
    ingest: options.ingest === undefined ? undefined : ingestSettings(options.ingest),
    prefix: prefixIn(options.prefix ?? ''),
    publicUrl: options.publicUrl === undefined ? undefined : addressIn(options.publicUrl),
    configPath:
      options.configPath === undefined ? undefined : requireText(OPTION, 'configPath', options.configPath),
    reports: reportsIn(options.reports ?? {}),
    dashboard: requireBoolean(OPTION, 'dashboard', options.dashboard ?? true),
    maxBodyBytes: whole('maxBodyBytes', 65_536, 1024),
    bodySeconds: seconds('bodySeconds', 10, 600),
    answerSeconds: seconds('answerSeconds', 30, 3600),
    maxEventClients: whole('maxEventClients', 100),
    picturesPerMinute: whole('picturesPerMinute', 600),
    png: pngIn(options.png ?? {}),
    reportsPerMinute: whole('reportsPerMinute', 12),
  };
}

/** @throws HTTP_OPTION_KIND, HTTP_OPTION_RANGE, HTTP_UNKNOWN_OPTION, HTTP_TOKEN_NEEDED */
export function serverSettings(given: ServerOptions): ServerSettings & { readonly handler: HandlerOptions } {
  requireFields('HTTP_OPTION_KIND', 'HTTP_UNKNOWN_OPTION', given, SERVER_OPTIONS);
  const options = readOnce('options', given, SERVER_OPTIONS);
  const { port = 8000, host = '127.0.0.1', allowsEveryone = false, keepsAlive = true, ...handler } = options;
  requireInteger(OPTION, 'port', port, 0, 65_535);
  requireText(OPTION, 'host', host);
  requireBoolean(OPTION, 'allowsEveryone', allowsEveryone);
  requireBoolean(OPTION, 'keepsAlive', keepsAlive);
  if (!isLoopback(host) && handler.token === undefined && !allowsEveryone) {
    const remedy = 'Pass a token, or allowsEveryone: true where whoever reaches it may read and configure.';
    throw wrongValue('HTTP_TOKEN_NEEDED', 'host', 'this machine alone without a token', host, remedy);
  }
  return { port, host, keepsAlive, handler };
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

function storeIn(store: unknown): Store | StoreReader | undefined {
  const isStore =
    isRecord(store) && ['query', 'runs', 'status'].every((name) => typeof store[name] === 'function');
  if (store === undefined || isStore) return store as Store | StoreReader | undefined;
  const remedy = 'Pass what openStore() or readStore() of inferometer/store returned.';
  throw wrongKind('HTTP_OPTION_KIND', 'store', 'a store', store, remedy);
}

const TOKEN = /^[\x21-\x7e]{16,}$/;

function tokenIn(given: unknown): string {
  const token = requireText(OPTION, 'token', given);
  if (TOKEN.test(token)) return token;
  // What is wrong with it is no reason to write it into a log.
  const remedy = 'Take a long random one: openssl rand -hex 32.';
  throw wrongValue(
    'HTTP_OPTION_RANGE',
    'token',
    '16 characters of ASCII or more, without spaces',
    '(hidden)',
    remedy,
  );
}

function prefixIn(prefix: unknown): string {
  if (typeof prefix === 'string' && /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*$/.test(prefix)) return prefix;
  const remedy = 'Write it with a slash before and none behind: /telemetry.';
  throw wrongValue(
    'HTTP_OPTION_RANGE',
    'prefix',
    'a path of letters, digits, _, ., ~ and -, without . and .. alone',
    prefix,
    remedy,
  );
}

function addressIn(publicUrl: unknown): string {
  if (typeof publicUrl === 'string' && /^https?:\/\/[^/?#\s]+(\/[^?#\s]*)?$/i.test(publicUrl)) {
    return publicUrl.replace(/\/+$/, '');
  }
  const remedy = 'Write it as clients do: https://telemetry.example.';
  throw wrongValue('HTTP_OPTION_RANGE', 'publicUrl', 'an address', publicUrl, remedy);
}

function reportsIn(reports: ReportsOptions): HandlerSettings['reports'] {
  requireFields('HTTP_OPTION_KIND', 'HTTP_UNKNOWN_OPTION', reports, ['path', 'keep']);
  const { path, keep = 20 } = reports;
  return {
    path: path === undefined ? undefined : requireText(OPTION, 'reports.path', path),
    keep: requireInteger(OPTION, 'reports.keep', keep, 1),
  };
}

function pngIn(png: HandlerSettings['png']): HandlerSettings['png'] {
  requireFields('HTTP_OPTION_KIND', 'HTTP_UNKNOWN_OPTION', png, ['resvg', 'wasm']);
  return png;
}
