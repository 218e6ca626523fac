/** What is taken from pages, and from whose. */
import { wrongValue } from '../../errors.ts';
import { requireInteger, requireKnownKeys, requireObject } from '../../validate.ts';
import { OPTION, originIn, textsIn } from '../option-checks.ts';

export interface IngestOptions {
  /**
   * What pages say to be let in, 8 to 256 characters each. Whoever reads a page sees its key: it lets write, and never read.
   * Several while one takes the place of another. One at least.
   */
  readonly keys: readonly string[];
  /** Origins whose pages may send, `https://app.example`; `['*']` for all. One at least. */
  readonly origins: readonly string[];
  /**
   * Pages that are remembered, so that each of their intervals counts once; 100 or more, 20,000 if left out: some 300 bytes each.
   * Beyond, the page that was silent for longest is forgotten; what it then sends again counts again.
   */
  readonly maxPages?: number;
  /** Most metrics of their own that pages may define; 0 or more, 100 if left out. Those that this process defined do not count. */
  readonly maxMetrics?: number;
  /** Most requests a minute, of all pages together; 1 or more, 6,000 if left out. One more is answered with 429. */
  readonly requestsPerMinute?: number;
}

export type IngestSettings = Required<IngestOptions>;

const INGEST_OPTIONS = [
  'keys',
  'origins',
  'maxPages',
  'maxMetrics',
  'requestsPerMinute',
] as const satisfies readonly (keyof IngestOptions)[];

/** @throws HTTP_OPTION_KIND, HTTP_OPTION_RANGE, HTTP_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND */
export function ingestSettings(options: IngestOptions): IngestSettings {
  requireObject('ingest', options);
  requireKnownKeys('HTTP_UNKNOWN_OPTION', 'ingest', options, INGEST_OPTIONS);
  const whole = (name: 'maxPages' | 'maxMetrics' | 'requestsPerMinute', otherwise: number, min: number) =>
    requireInteger(OPTION, `ingest.${name}`, options[name] ?? otherwise, min);
  return {
    keys: someOf('ingest.keys', options.keys, keyIn),
    origins: someOf('ingest.origins', options.origins, (origin) =>
      origin === '*' ? origin : originIn('ingest.origins', origin),
    ),
    maxPages: whole('maxPages', 20_000, 100),
    maxMetrics: whole('maxMetrics', 100, 0),
    requestsPerMinute: whole('requestsPerMinute', 6000, 1),
  };
}

function someOf(label: string, list: unknown, checked: (one: string) => string): readonly string[] {
  const texts = textsIn(label, list).map(checked);
  if (texts.length > 0) return texts;
  throw wrongValue('HTTP_OPTION_RANGE', label, 'one or more', 'none', 'Name one, or leave `ingest` out.');
}

function keyIn(key: string): string {
  if (key.length >= 8 && key.length <= 256) return key;
  const remedy = 'Take a random one: openssl rand -hex 16.';
  throw wrongValue('HTTP_OPTION_RANGE', 'ingest.keys', '8 to 256 characters', '(hidden)', remedy);
}
