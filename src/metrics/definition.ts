/** Metrics that callers define: what their definitions may say. */
import { wrongValue } from '../errors.ts';
import { OPENTELEMETRY_BOUNDS } from '../histogram/index.ts';
import { requireKnownKeys, requireObject } from '../validate.ts';
import type { Instrument, MetricKind, MetricUnit, StringLabels } from './base/model.ts';

export interface CustomMetric {
  /** As it is exposed; letters, digits and `_`, the unit last; a counter ends in `_total`. */
  readonly name: string;
  /** One sentence for whoever reads the exposition. */
  readonly help: string;
  /** None if left out. Each set of values is a series: keep ids, epochs and steps out of labels. */
  readonly labels?: readonly string[];
  /**
   * A base unit, by its name or in UCUM: `seconds` or `s`, `bytes` or `By`, `per_second` or `1/s`, `{token}/s`, `By/s`,
   * `1` or `{token}`; `1` if left out. Others are refused: record a time of 5 ms as 0.005 in `s`, 20 % as 0.2 in `ratio`.
   */
  readonly unit?: MetricUnit | 's' | 'By' | `${'1' | 'By' | ''}/s` | `{${string}}` | `{${string}}/s`;
  /**
   * A series that nothing was recorded into for so long is removed when an interval ends; a number above 0. Of gauges the
   * option of the telemetry, of others for ever, if left out. A sum over time that needs all that was counted is then too low.
   */
  readonly expireAfterSeconds?: number;
}

export interface CustomHistogram extends CustomMetric {
  /**
   * Upper bounds of classic buckets, ascending, for expositions that need them; quantiles do not. Left out: for seconds
   * 0.005 to 10, which are prom-client's; for bytes powers of four, 64 to 1 GiB; for ratios 0.01 to 1, finer at both
   * ends; for others OpenTelemetry's, 0 to 10,000. An empty list leaves +Inf alone; 1000 at most.
   */
  readonly bucketBounds?: readonly number[];
}

/** Where metrics of one's own are defined and recorded: a telemetry, what `withOwnMetrics()` gave for a page, what `createMetrics()` gave. */
export interface OwnMetrics {
  counter(definition: CustomMetric): OwnMetric<{ add(amount?: number): void }>;
  gauge(definition: CustomMetric): OwnMetric<{ set(value: number): void }>;
  histogram(definition: CustomHistogram): OwnMetric<{ record(value: number): void }>;
}

export interface OwnMetric<Series> {
  withLabels(labels?: StringLabels): Series;
}

const BOUNDS: Readonly<Record<MetricUnit, readonly number[]>> = {
  seconds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  bytes: Array.from({ length: 13 }, (_, i) => 4 ** (i + 3)),
  ratio: [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1],
  per_second: OPENTELEMETRY_BOUNDS,
  '1': OPENTELEMETRY_BOUNDS,
};
/** Without annotations: `{token}` says what is counted, and is no unit. */
const UCUM: Readonly<Record<string, MetricUnit>> = {
  '': '1',
  s: 'seconds',
  By: 'bytes',
  '/s': 'per_second',
  '1/s': 'per_second',
  'By/s': 'per_second',
};
/** As many as a histogram takes. */
const MAX_BOUNDS = 1000;
// What Prometheus and OpenMetrics take without escaping.
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
// Two underscores are Prometheus's own; le and quantile are written by expositions.
const LABEL_NAME = /^(?!__|le$|quantile$)[a-zA-Z_][a-zA-Z0-9_]*$/;

const FIELDS: readonly (keyof CustomHistogram)[] = [
  ...(['name', 'help', 'labels', 'unit', 'bucketBounds', 'expireAfterSeconds'] as const),
];

/** @throws TELEMETRY_METRIC_DEFINITION, TELEMETRY_ARGUMENT_KIND */
export function customDefinition<Kind extends MetricKind>(
  kind: Kind,
  custom: CustomHistogram,
): Instrument & { readonly kind: Kind } {
  requireObject('definition', custom);
  requireKnownKeys('TELEMETRY_METRIC_DEFINITION', 'definition', custom, FIELDS);
  const { name, help, labels = [], unit: given = '1', bucketBounds, expireAfterSeconds = Infinity } = custom;
  const unit = unitOf(given);
  check('name', 'letters, digits and _', name, matches(NAME, name));
  check('name', 'a name that ends in _total', name, kind !== 'counter' || name.endsWith('_total'));
  check('help', 'a sentence', help, typeof help === 'string');
  check(
    'unit',
    'a base unit: seconds (s), bytes (By), ratio, per_second (1/s) or 1',
    given,
    Object.hasOwn(BOUNDS, unit),
  );
  check('labels', 'an array of names', labels, Array.isArray(labels));
  for (const label of labels) {
    check('labels', 'letters, digits and _, neither le nor quantile', label, isLabelName(label));
  }
  check('labels', 'names that differ', labels.join(', '), new Set(labels).size === labels.length);
  const expires = typeof expireAfterSeconds === 'number' && expireAfterSeconds > 0;
  check('expireAfterSeconds', 'a number above 0', expireAfterSeconds, expires);
  const definition = { name, kind, unit, help, labels: [...labels], category: 'custom' } as const;
  if (kind !== 'histogram' && bucketBounds === undefined) return definition;
  if (bucketBounds === undefined) return { ...definition, bucketBounds: BOUNDS[unit] };
  const hold = areAscending(bucketBounds) && bucketBounds.length <= MAX_BOUNDS && kind === 'histogram';
  check('bucketBounds', `finite numbers, ascending, ${MAX_BOUNDS} at most`, bucketBounds, hold);
  // -0 is 0.
  return { ...definition, bucketBounds: bucketBounds.map((bound) => bound + 0) };
}

/** The word for it; whatever was given where there is none. */
function unitOf(unit: string): MetricUnit {
  const ucum = String(unit).replace(/\{[^{}]*\}/g, '');
  return unit !== '' && Object.hasOwn(UCUM, ucum) ? (UCUM[ucum] as MetricUnit) : (unit as MetricUnit);
}

/** Finite numbers, each above the one before. */
export function areAscending(bounds: unknown): bounds is readonly number[] {
  if (!Array.isArray(bounds)) return false;
  return bounds.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > bounds[i - 1]));
}

/** What may be the name of a label in every exposition. */
export function isLabelName(name: unknown): name is string {
  return matches(LABEL_NAME, name);
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function check(label: string, expected: string, got: unknown, holds: boolean): void {
  if (holds) return;
  const remedy = 'See CustomMetric for what a definition may say.';
  throw wrongValue('TELEMETRY_METRIC_DEFINITION', label, expected, got, remedy);
}

/** The labels that the metric has by itself, without those that users add to it. */
export function ownLabelsOf({ labels, addedLabels }: Instrument): readonly string[] {
  return addedLabels === undefined ? labels : labels.filter((label) => !addedLabels.includes(label));
}
