/** The options of createRemoteWrite, with their defaults, checked once. */
import { wrongKind, wrongValue } from '../errors.ts';
import type { StringLabels } from '../metrics/inner.ts';
import { type ResourceOptions, requireResource } from '../prometheus/inner.ts';
import { type Fetch, requireFetch } from '../redirects.ts';
import { type NameOptions, requireNames } from '../telemetry/index.ts';
import {
  type Codes,
  isRecord,
  requireBoolean,
  requireHeaders,
  requireHttpUrl,
  requireInteger,
  requireKnownKeys,
  requireNumber,
  requireOneOf,
  requireText,
} from '../validate.ts';
import { VERSIONS, type Version } from './encoding/versions.ts';

/** `names` are `kit` if left out. */
export interface RemoteWriteOptions extends NameOptions, ResourceOptions {
  /** Where samples go: `http://prometheus:9090/api/v1/write`, Mimir's `/api/v1/push`, Thanos' `/api/v1/receive`. */
  readonly url: string | URL;
  /**
   * StringLabels of every series; one that the series has itself wins. `job` and `instance` must tell every process from
   * every other, also from its own predecessor that may still be sending: two that share them overwrite each other.
   */
  readonly externalLabels: StringLabels & { readonly job: string; readonly instance: string };
  /** Sent with every request, for instance `authorization` or `x-scope-orgid`. None if left out. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Of the protocol: `1.0`, or `2.0`, which is smaller and tells what each metric is and since when it counts. A receiver that
   * does not read 2.0 is sent 1.0 from then on, nothing lost; the log tells once. `1.0` if left out.
   */
  readonly version?: Version;
  /** Seconds between two samples of a series, 0.01 to 86,400; 15 if left out. Longer than 150 leaves gaps in graphs. */
  readonly intervalSeconds?: number;
  /** How long a request may take, 0.01 to 3600; 30 if left out. */
  readonly timeoutSeconds?: number;
  /**
   * True: histograms are native ones, one series each. False: classic `le` series at the catalogue's bounds, for
   * receivers that know no others: they refuse native histograms, or lose them in silence. True if left out.
   */
  readonly nativeHistograms?: boolean;
  /** As of the exposition: the finest schema of native histograms, -4 to 8; 8 if left out. */
  readonly nativeSchema?: number;
  /** As of the exposition: most native buckets of each sign, 128 or more; 160 if left out. Wider ones get coarser. */
  readonly nativeMaxBuckets?: number;
  /**
   * Whether series are marked as ended when they were removed, and when sending stops, so that queries do not show them
   * 5 minutes longer. True if left out.
   */
  readonly staleMarkers?: boolean;
  /** Most samples of a request, 1 or more; 2000 if left out. */
  readonly requestSamples?: number;
  /** Bytes of a request before compression that make it full, 1024 or more; 524,288 if left out. */
  readonly requestBytes?: number;
  /** Most samples that wait to be sent, 1 or more; 2,000,000 if left out. Beyond it the oldest are dropped. */
  readonly queueLimitSamples?: number;
  /** Most bytes that wait to be sent, compressed, 1 or more; 33,554,432 if left out. As `queueLimitSamples`. */
  readonly queueLimitBytes?: number;
  /** First pause after a failure, 0.001 to 3600; doubled after each further one; 0.5 if left out. */
  readonly minBackoffSeconds?: number;
  /** Longest pause but for a receiver that asks for a longer one, 0.001 to 3600; 30 if left out. */
  readonly maxBackoffSeconds?: number;
  /** The label `remote` of the counters; the URL's host and port if left out. */
  readonly name?: string;
  /** What sends a request; the platform's own if left out. */
  readonly fetch?: Fetch;
}

export type RemoteWriteSettings = Required<
  Omit<RemoteWriteOptions, 'provider' | 'operationName' | 'resourceAttributes'>
> & {
  readonly url: URL;
  readonly provider: string | undefined;
  readonly operationName: string | undefined;
  readonly resourceAttributes: RemoteWriteOptions['resourceAttributes'];
};

const OPTION: Codes = {
  kind: 'REMOTE_WRITE_OPTION_KIND',
  range: 'REMOTE_WRITE_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

const URL_OPTION: Codes = {
  ...OPTION,
  remedy: 'Pass the address of the receiver, as http://127.0.0.1:9090/api/v1/write.',
};

/** @throws REMOTE_WRITE_OPTION_KIND, REMOTE_WRITE_OPTION_RANGE, REMOTE_WRITE_UNKNOWN_OPTION */
export function remoteWriteSettings(options: RemoteWriteOptions): RemoteWriteSettings {
  const remedy = 'Pass the options as one object, with url and externalLabels.';
  if (!isRecord(options))
    throw wrongKind('REMOTE_WRITE_OPTION_KIND', 'options', 'an object', options, remedy);
  const url = requireHttpUrl(URL_OPTION, 'url', options.url);
  requireNames(OPTION, options);
  requireResource(OPTION, options);
  const settings = {
    url,
    externalLabels: requireLabels(options.externalLabels),
    headers: requireHeaders(OPTION, options.headers ?? {}),
    version: requireOneOf(OPTION, 'version', options.version ?? '1.0', VERSIONS),
    intervalSeconds: requireNumber(OPTION, 'intervalSeconds', options.intervalSeconds ?? 15, 0.01, 86_400),
    timeoutSeconds: requireNumber(OPTION, 'timeoutSeconds', options.timeoutSeconds ?? 30, 0.01, 3600),
    nativeHistograms: requireBoolean(OPTION, 'nativeHistograms', options.nativeHistograms ?? true),
    nativeSchema: requireInteger(OPTION, 'nativeSchema', options.nativeSchema ?? 8, -4, 8),
    nativeMaxBuckets: requireInteger(
      OPTION,
      'nativeMaxBuckets',
      options.nativeMaxBuckets ?? 160,
      128,
      65_536,
    ),
    names: options.names ?? 'kit',
    provider: options.provider,
    operationName: options.operationName,
    resourceAttributes: options.resourceAttributes,
    staleMarkers: requireBoolean(OPTION, 'staleMarkers', options.staleMarkers ?? true),
    requestSamples: requireInteger(OPTION, 'requestSamples', options.requestSamples ?? 2000, 1),
    requestBytes: requireInteger(OPTION, 'requestBytes', options.requestBytes ?? 2 ** 19, 1024),
    queueLimitSamples: requireInteger(OPTION, 'queueLimitSamples', options.queueLimitSamples ?? 2_000_000, 1),
    queueLimitBytes: requireInteger(OPTION, 'queueLimitBytes', options.queueLimitBytes ?? 2 ** 25, 1),
    minBackoffSeconds: requireNumber(
      OPTION,
      'minBackoffSeconds',
      options.minBackoffSeconds ?? 0.5,
      0.001,
      3600,
    ),
    maxBackoffSeconds: requireNumber(
      OPTION,
      'maxBackoffSeconds',
      options.maxBackoffSeconds ?? 30,
      0.001,
      3600,
    ),
    name: requireText(OPTION, 'name', options.name ?? url.host),
    // Called without its object: a page's fetch refuses any other `this`.
    fetch: requireFetch(OPTION, options.fetch ?? globalThis.fetch.bind(globalThis)),
  } satisfies RemoteWriteSettings;
  requireKnownKeys('REMOTE_WRITE_UNKNOWN_OPTION', 'options', options, Object.keys(settings));
  return settings;
}

/** `le` is written by classic histograms; two underscores are Prometheus's own. */
const LABEL_NAME = /^(?!__|le$)[a-zA-Z_][a-zA-Z0-9_]*$/;

function requireLabels(value: unknown): RemoteWriteSettings['externalLabels'] {
  const expected = 'an object with job, instance and any other labels';
  const remedy = "Pass at least { job: 'trainer', instance: hostname() }, different for every process.";
  if (!isRecord(value))
    throw wrongKind('REMOTE_WRITE_OPTION_KIND', 'externalLabels', expected, value, remedy);
  for (const [name, label] of Object.entries(value)) {
    if (typeof label !== 'string')
      throw wrongKind('REMOTE_WRITE_OPTION_KIND', `externalLabels.${name}`, 'a string', label, remedy);
    if (!LABEL_NAME.test(name))
      throw wrongValue('REMOTE_WRITE_OPTION_RANGE', 'externalLabels', 'names of labels', name, remedy);
  }
  const { job, instance } = value;
  if (!job || !instance)
    throw wrongValue(
      'REMOTE_WRITE_OPTION_RANGE',
      'externalLabels',
      expected,
      Object.keys(value).join(),
      remedy,
    );
  return { ...value } as RemoteWriteSettings['externalLabels'];
}
