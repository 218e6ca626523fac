/** The options of createPageTelemetry, with their defaults, checked once. */
import { wrongKind, wrongValue } from '../errors.ts';
import { isLabelName, type StringLabels } from '../metrics/inner.ts';
import {
  type Codes,
  isRecord,
  requireBoolean,
  requireFields,
  requireInteger,
  requireKnownKeys,
  requireNumber,
  requireText,
} from '../validate.ts';
import { ingestReceiver, type Receiver } from './receiver.ts';

export interface PageTelemetryOptions<Label extends string = string> {
  /**
   * Where what is recorded goes: `/ingest` of a server with `inferometer/http`, https://telemetry.example/ingest; or what
   * `receiver` says.
   */
  readonly url: string;
  /** One of the ingest keys of the server. Needed there; another receiver takes none. */
  readonly key?: string;
  /**
   * Who takes it, where that is not `inferometer/http`: what `otlpReceiver()` gave, for a collector of OpenTelemetry. With the
   * server each interval counts once, however often it is sent, and no request is asked for before.
   */
  readonly receiver?: Receiver;
  /** How long an interval lasts, in seconds, 1 to 3600; 15 if left out. What a page that is killed loses is one of them at most. */
  readonly intervalSeconds?: number;
  /** Labels of everything, `{ browser: 'firefox' }`. The server has to know those of tracked calls: `labelNames` there. None if left out. */
  readonly labels?: StringLabels;
  /** Names of labels that tracked calls may have. None if left out. */
  readonly labelNames?: readonly Label[];
  /** Most label sets of each metric; a whole number, 1 or more; 100 if left out. What comes after shares one more series. */
  readonly seriesLimit?: number;
  /** Whether the visitor allows it; true if left out. False: nothing is recorded, kept or sent until `consent(true)`. */
  readonly consent?: boolean;
  /**
   * The share of pages that record, 0 to 1; 1 if left out. A page records everything or nothing: sums on the server are that share
   * of the whole.
   */
  readonly sampling?: number;
  /** What may wait while the server cannot be reached. */
  readonly queue?: QueueOptions;
}

export interface QueueOptions {
  /** Intervals, 1 to 256; 200 if left out. Beyond, the oldest is dropped and counted. */
  readonly maxIntervals?: number;
  /** Of their texts, 1,024 or more; 1 MiB if left out. Beyond, the oldest is dropped and counted. */
  readonly maxBytes?: number;
  /**
   * Whether what waits is kept in IndexedDB, so that the next page of this origin sends it; true if left out. Nothing is kept there
   * once it was delivered.
   */
  readonly persist?: boolean;
}

export interface PageSettings {
  readonly url: string;
  readonly receiver: Receiver;
  readonly intervalSeconds: number;
  readonly labels: StringLabels;
  readonly labelNames: readonly string[];
  readonly seriesLimit: number;
  readonly consent: boolean;
  readonly sampling: number;
  readonly queue: Required<QueueOptions>;
}

const OPTIONS = [
  'url',
  'key',
  'receiver',
  'intervalSeconds',
  'labels',
  'labelNames',
  'seriesLimit',
  'consent',
  'sampling',
  'queue',
] as const satisfies readonly (keyof PageTelemetryOptions)[];

const QUEUE_OPTIONS = [
  'maxIntervals',
  'maxBytes',
  'persist',
] as const satisfies readonly (keyof QueueOptions)[];

const OPTION: Codes = {
  kind: 'BROWSER_OPTION_KIND',
  range: 'BROWSER_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

/** @throws BROWSER_OPTION_KIND, BROWSER_OPTION_RANGE, BROWSER_UNKNOWN_OPTION */
export function pageSettings(options: PageTelemetryOptions): PageSettings {
  requireFields(OPTION.kind, 'BROWSER_UNKNOWN_OPTION', options, OPTIONS);
  const { receiver, labels = {}, labelNames = [], queue = {} } = options;
  const isReceiver = receiver === undefined || isRecord(receiver);
  requireKind('receiver', 'what otlpReceiver() gave', receiver, isReceiver);
  requireKind('queue', 'an object', queue, isRecord(queue));
  requireKnownKeys('BROWSER_UNKNOWN_OPTION', 'queue', queue, QUEUE_OPTIONS);
  const areTexts = isRecord(labels) && Object.values(labels).every((value) => typeof value === 'string');
  requireKind('labels', 'an object of texts', labels, areTexts);
  requireKind('labelNames', 'a list', labelNames, Array.isArray(labelNames));
  const wrong = [...labelNames, ...Object.keys(labels)].find((name) => !isLabelName(name));
  if (wrong !== undefined)
    throw wrongValue(OPTION.range, 'labels', 'names of letters, digits and _', wrong, OPTION.remedy);
  return {
    url: addressIn(options.url),
    receiver: receiver ?? ingestReceiver(requireText(OPTION, 'key', options.key)),
    intervalSeconds: requireNumber(OPTION, 'intervalSeconds', options.intervalSeconds ?? 15, 1, 3600),
    labels: { ...labels },
    labelNames: [...labelNames],
    seriesLimit: requireInteger(OPTION, 'seriesLimit', options.seriesLimit ?? 100, 1),
    consent: requireBoolean(OPTION, 'consent', options.consent ?? true),
    sampling: requireNumber(OPTION, 'sampling', options.sampling ?? 1, 0, 1),
    queue: {
      maxIntervals: requireInteger(OPTION, 'queue.maxIntervals', queue.maxIntervals ?? 200, 1, 256),
      maxBytes: requireInteger(OPTION, 'queue.maxBytes', queue.maxBytes ?? 2 ** 20, 1024),
      persist: requireBoolean(OPTION, 'queue.persist', queue.persist ?? true),
    },
  };
}

function requireKind(label: string, expected: string, got: unknown, holds: boolean): void {
  if (!holds) throw wrongKind(OPTION.kind, label, expected, got, OPTION.remedy);
}

/** Also one of the page's own server, `/ingest`. */
function addressIn(url: unknown): string {
  const base = (globalThis as { readonly location?: { readonly href: string } }).location?.href;
  const text = requireText(OPTION, 'url', url);
  if (URL.canParse(text, base)) {
    const { href, protocol } = new URL(text, base);
    if (/^https?:$/.test(protocol)) return href;
  }
  const remedy = 'Write https://telemetry.example/ingest.';
  throw wrongValue(OPTION.range, 'url', 'an address of http or https', url, remedy);
}
