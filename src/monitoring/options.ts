/** What the files are made for, what holds if it is left out, and what goes wrong when it is set wrong. */
import { wrongKind, wrongValue } from '../errors.ts';
import {
  type Codes,
  isRecord,
  requireFields,
  requireInteger,
  requireKnownKeys,
  requireNumber,
  requireNumberThat,
  requireOneOf,
  requireText,
} from '../validate.ts';
import { type MetricTable, readMetrics } from './metric-table.ts';
import { type AlertThresholds, DEFAULT_ALERT_THRESHOLDS } from './thresholds.ts';

export const MONITORING_NAME_SETS = ['kit', 'semconv-v1.41', 'semconv-genai-latest'] as const;

export type Severity = 'critical' | 'warning' | 'info';

export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/** What is changed of one alert. */
export interface AlertOverride {
  readonly severity?: Severity;
  /** How long its condition must hold: whole seconds, 0 or more. 0 fires at the first evaluation. */
  readonly forSeconds?: number;
}

/** Where Alertmanager sends what fires. */
export interface NotificationOptions {
  /** Gets a POST for each group of alerts. */
  readonly webhookUrl?: string;
  /** A channel of Slack; the URL of its webhook is a secret, and stays in a file that Alertmanager reads. */
  readonly slack?: { readonly channel: string; readonly apiUrlFile: string };
  /** How long Alertmanager waits for others of a new group: whole seconds, 30 if left out. Critical ones wait a third of it. */
  readonly groupWaitSeconds?: number;
  /** How long it waits before it tells what changed in a group: whole seconds from 1, 300 if left out. */
  readonly groupIntervalSeconds?: number;
  /** When it says again what still fires: whole seconds from 1, 14400, 4 hours, if left out. */
  readonly repeatIntervalSeconds?: number;
}

export interface MonitoringOptions {
  /** The label `job` of the processes that are watched; `inferometer` if left out. Another one than the server's finds no series. */
  readonly job?: string;
  /** As createTelemetry has it; `ipfs_aiml_` if left out. Another one than the process's finds no series. */
  readonly prefix?: string;
  /** As createTelemetry has it; `wal_` if left out. */
  readonly storagePrefix?: string;
  /** As the way out has it that is scraped; `kit` if left out. */
  readonly names?: (typeof MONITORING_NAME_SETS)[number];
  /**
   * Which histograms the server keeps; `classic` if left out, as every server does. `native` ones have quantiles within 1.1 %
   * instead of the width of a bucket.
   */
  readonly histograms?: 'classic' | 'native';
  /**
   * Of the server, `3.16.0` if left out: its image, and how native histograms are asked for. Up to 3.7 that is a flag, from 3.8 on
   * a line of the configuration that an older one refuses.
   */
  readonly prometheusVersion?: string;
  /** What is scraped, `host:port` each. If left out, the container that the Dockerfile makes. */
  readonly targets?: readonly string[];
  /** Where the server sends alerts, `host:port` each; the container `alertmanager:9093` if left out. */
  readonly alertmanagers?: readonly string[];
  /** Port of the process that is watched: 1 to 65535; 8000 if left out. */
  readonly port?: number;
  /** Where it answers scrapes; `/metrics` if left out. */
  readonly metricsPath?: string;
  /** Where it says that it lives; `/health` if left out, as `inferometer/http` has it. */
  readonly healthPath?: string;
  /** Where it says that it can work; `/ready` if left out. */
  readonly readyPath?: string;
  /** The module that the container runs; `server.js` if left out. */
  readonly entryPoint?: string;
  /** The image of the Deployment; the job with the tag `latest` if left out, which is for trying: name a version. */
  readonly image?: string;
  /** Namespace of the Kubernetes objects; `default` if left out. */
  readonly namespace?: string;
  /** Whole seconds from 1; 15 if left out. */
  readonly scrapeIntervalSeconds?: number;
  /** How often rules are evaluated: whole seconds from 1; 15 if left out. */
  readonly evaluationIntervalSeconds?: number;
  /**
   * What the rates of alerts are taken over: whole seconds, four scrapes or more; 300 if left out. Shorter, a single slow request
   * fires; longer, alerts come late and stay.
   */
  readonly rateWindowSeconds?: number;
  /** Above which alerts fire. */
  readonly thresholds?: Partial<AlertThresholds>;
  /** By the name of an alert: what is changed of it, or false for none. */
  readonly alerts?: Readonly<Record<string, AlertOverride | false>>;
  /** What the address of a runbook begins with, `https://wiki.example/runbooks/`: the name of the alert and `.md` follow. `runbooks/` beside these files if left out. */
  readonly runbookUrl?: string;
  /** Where Alertmanager sends what fires; nowhere if left out, it shows it alone. */
  readonly notifications?: NotificationOptions;
}

/** With nothing left out. */
export interface Settings {
  readonly job: string;
  readonly prefix: string;
  readonly storagePrefix: string;
  readonly names: (typeof MONITORING_NAME_SETS)[number];
  readonly histograms: 'classic' | 'native';
  readonly prometheusVersion: string;
  readonly targets: readonly string[] | undefined;
  readonly alertmanagers: readonly string[] | undefined;
  readonly port: number;
  readonly metricsPath: string;
  readonly healthPath: string;
  readonly readyPath: string;
  readonly entryPoint: string;
  readonly image: string;
  readonly namespace: string;
  readonly scrapeIntervalSeconds: number;
  readonly evaluationIntervalSeconds: number;
  readonly rateWindowSeconds: number;
  readonly thresholds: AlertThresholds;
  readonly alerts: Readonly<Record<string, AlertOverride | false>>;
  readonly runbookUrl: string;
  readonly notifications: NotificationOptions;
  /** What the ways out write. */
  readonly metrics: MetricTable;
}

const NAMES = [
  ...[
    'job',
    'prefix',
    'storagePrefix',
    'names',
    'histograms',
    'prometheusVersion',
    'targets',
    'alertmanagers',
  ],
  ...['port', 'metricsPath', 'healthPath', 'readyPath', 'entryPoint', 'image', 'namespace'],
  ...['scrapeIntervalSeconds', 'evaluationIntervalSeconds', 'rateWindowSeconds'],
  ...['thresholds', 'alerts', 'runbookUrl', 'notifications'],
];

const CODES: Codes = {
  kind: 'MONITORING_OPTION_KIND',
  range: 'MONITORING_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};
const UNKNOWN = 'MONITORING_UNKNOWN_OPTION';

/**
 * @param alertNames that may be named
 * @throws MONITORING_OPTION_KIND, MONITORING_OPTION_RANGE, MONITORING_UNKNOWN_OPTION
 */
export function monitoringSettings(options: MonitoringOptions, alertNames: readonly string[]): Settings {
  requireFields(CODES.kind, UNKNOWN, options, NAMES);
  const job = textOf('job', options.job ?? 'inferometer', /^[\w.:/-]+$/, 'letters, digits and . _ : / -');
  const scrapeIntervalSeconds = secondsOf('scrapeIntervalSeconds', options.scrapeIntervalSeconds ?? 15);
  const histograms = requireOneOf(CODES, 'histograms', options.histograms ?? 'classic', [
    'classic',
    'native',
  ]);
  const metrics = readMetrics();
  return {
    job,
    prefix: prefixOf('prefix', options.prefix ?? 'ipfs_aiml_'),
    storagePrefix: prefixOf('storagePrefix', options.storagePrefix ?? 'wal_'),
    names: requireOneOf(CODES, 'names', options.names ?? 'kit', MONITORING_NAME_SETS),
    histograms,
    prometheusVersion: textOf(
      'prometheusVersion',
      options.prometheusVersion ?? '3.16.0',
      /^\d+\.\d+\.\d+$/,
      'a version, 3.16.0',
    ),
    targets: addressesOf('targets', options.targets),
    alertmanagers: addressesOf('alertmanagers', options.alertmanagers),
    port: requireInteger(CODES, 'port', options.port ?? 8000, 1, 65_535),
    metricsPath: pathOf('metricsPath', options.metricsPath ?? '/metrics'),
    healthPath: pathOf('healthPath', options.healthPath ?? '/health'),
    readyPath: pathOf('readyPath', options.readyPath ?? '/ready'),
    entryPoint: textOf('entryPoint', options.entryPoint ?? 'server.js', /^[\w./-]+$/, 'a path of a module'),
    image: textOf(
      'image',
      options.image ?? `${objectName(job)}:latest`,
      /^[\w.:/@-]+$/,
      'the name of an image',
    ),
    namespace: textOf(
      'namespace',
      options.namespace ?? 'default',
      DNS_LABEL,
      'lower-case letters, digits and -',
    ),
    scrapeIntervalSeconds,
    evaluationIntervalSeconds: secondsOf(
      'evaluationIntervalSeconds',
      options.evaluationIntervalSeconds ?? 15,
    ),
    rateWindowSeconds: requireNumberThat(
      CODES,
      'rateWindowSeconds',
      options.rateWindowSeconds ?? Math.max(300, 4 * scrapeIntervalSeconds),
      `whole seconds, four scrapes, ${4 * scrapeIntervalSeconds}, or more`,
      (seconds) => Number.isSafeInteger(seconds) && seconds >= 4 * scrapeIntervalSeconds,
    ),
    thresholds: thresholdsOf(options.thresholds ?? {}, histograms, metrics),
    alerts: alertsOf(options.alerts ?? {}, alertNames),
    runbookUrl:
      typeof options.runbookUrl === 'undefined'
        ? 'runbooks/'
        : textOf('runbookUrl', options.runbookUrl, /^[^\s"'<>\\]+$/, 'an address, or a path'),
    notifications: notificationsOf(options.notifications ?? {}),
    metrics,
  };
}

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What an object of Kubernetes may be called after a job. */
export function objectName(job: string): string {
  const name = job.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  return name.replace(/^-+|-+$/g, '').slice(0, 63) || 'inferometer';
}

function textOf(label: string, value: unknown, pattern: RegExp, expected: string): string {
  const text = requireText(CODES, label, value);
  if (pattern.test(text)) return text;
  throw wrongValue(CODES.range, label, expected, value, CODES.remedy);
}

function prefixOf(label: string, value: unknown): string {
  if (value === '') return value;
  return textOf(
    label,
    value,
    /^[a-zA-Z_][a-zA-Z0-9_]*$/,
    'letters, digits and _, not starting with a digit, or nothing',
  );
}

function pathOf(label: string, value: unknown): string {
  return textOf(label, value, /^\/[\w./~-]*$/, 'a path that begins with /');
}

function secondsOf(label: string, value: unknown, least = 1): number {
  return requireInteger(CODES, label, value, least, 86_400);
}

/** An option that is an object with no other fields than these. */
function requirePart(label: string, value: unknown, known: readonly string[]): void {
  if (!isRecord(value))
    throw wrongKind(CODES.kind, label, `an object with ${known.join(', ')}`, value, CODES.remedy);
  requireKnownKeys(UNKNOWN, label, value, known);
}

function addressesOf(label: string, value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const isAddress = (one: unknown) =>
    typeof one === 'string' && /^[\w.-]+:\d{1,5}$|^\[[\da-f:]+\]:\d{1,5}$/i.test(one);
  if (Array.isArray(value) && value.length > 0 && value.every(isAddress)) return value;
  const got = Array.isArray(value) ? value.find((one) => !isAddress(one)) : value;
  throw wrongValue(CODES.range, label, 'a list of host:port', got, CODES.remedy);
}

/** Beyond it a notification could not be read, nor a test of it be told from its threshold. */
const LARGEST_THRESHOLD = 1e12;

function thresholdsOf(
  given: Partial<AlertThresholds>,
  histograms: 'classic' | 'native',
  metrics: MetricTable,
): AlertThresholds {
  const names = Object.keys(DEFAULT_ALERT_THRESHOLDS) as (keyof AlertThresholds)[];
  requirePart('thresholds', given, names);
  const all = names.map((name) => {
    const label = `thresholds.${name}`;
    const value = given[name] ?? DEFAULT_ALERT_THRESHOLDS[name];
    // Shares that an objective leaves for failures: none, and nothing could be divided by it.
    if (name.endsWith('Objective')) {
      const holds = (number: number) => number > 0 && number < 1;
      return [name, requireNumberThat(CODES, label, value, 'a share above 0 and below 1', holds)];
    }
    if (name.endsWith('Ratio')) return [name, requireNumber(CODES, label, value, 0, 1)];
    return [name, requireNumber(CODES, label, value, 0, LARGEST_THRESHOLD)];
  });
  const thresholds: AlertThresholds = Object.fromEntries(all);
  const { bounds = [] } = metrics.ipfs_aiml_inference_seconds;
  const { inferenceObjectiveSeconds } = thresholds;
  if (histograms === 'classic' && !bounds.includes(inferenceObjectiveSeconds)) {
    const expected = `one of the bounds of classic buckets, ${bounds.join(', ')}`;
    const remedy = 'What lies between two bounds cannot be counted: take one of them, or native histograms.';
    throw wrongValue(
      CODES.range,
      'thresholds.inferenceObjectiveSeconds',
      expected,
      inferenceObjectiveSeconds,
      remedy,
    );
  }
  return thresholds;
}

function alertsOf(given: Readonly<Record<string, unknown>>, known: readonly string[]): Settings['alerts'] {
  requirePart('alerts', given, known);
  for (const [name, override] of Object.entries(given)) {
    if (override === false) continue;
    requirePart(`alerts.${name}`, override, ['severity', 'forSeconds']);
    const { severity, forSeconds } = override as { severity?: unknown; forSeconds?: unknown };
    if (severity !== undefined) requireOneOf(CODES, `alerts.${name}.severity`, severity, SEVERITIES);
    if (forSeconds !== undefined) secondsOf(`alerts.${name}.forSeconds`, forSeconds, 0);
  }
  return given as Settings['alerts'];
}

function notificationsOf(given: NotificationOptions): NotificationOptions {
  const known = ['webhookUrl', 'slack', 'groupWaitSeconds', 'groupIntervalSeconds', 'repeatIntervalSeconds'];
  requirePart('notifications', given, known);
  const { webhookUrl, slack, groupWaitSeconds, groupIntervalSeconds, repeatIntervalSeconds } = given;
  if (webhookUrl !== undefined) {
    textOf(
      'notifications.webhookUrl',
      webhookUrl,
      /^https?:\/\/\S+$/,
      'an address that begins with http:// or https://',
    );
  }
  if (slack !== undefined) {
    requirePart('notifications.slack', slack, ['channel', 'apiUrlFile']);
    requireText(CODES, 'notifications.slack.channel', slack.channel);
    requireText(CODES, 'notifications.slack.apiUrlFile', slack.apiUrlFile);
  }
  if (groupWaitSeconds !== undefined) secondsOf('notifications.groupWaitSeconds', groupWaitSeconds, 0);
  if (groupIntervalSeconds !== undefined)
    secondsOf('notifications.groupIntervalSeconds', groupIntervalSeconds);
  if (repeatIntervalSeconds !== undefined) {
    requireInteger(CODES, 'notifications.repeatIntervalSeconds', repeatIntervalSeconds, 1);
  }
  return given;
}
