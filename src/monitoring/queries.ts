/**
 * PromQL over the metrics of the library. Metrics and labels are named as docs/metrics.md names them, and spelled here as the
 * server has them: with the prefixes and in the name set of the options, and for the kind of histograms that it keeps.
 */
import type { MetricName } from './generated/metrics.ts';
import type { MetricTable, Renamed } from './metric-table.ts';
import type { Settings } from './options.ts';

/** By label: a value, or a regular expression of all values. */
export type Where = Readonly<Record<string, string | RegExp>>;

/** What all expressions of a dashboard, or of all rules, have in common. */
export interface Scope {
  /** By label, with the operator: `job: '="api"'`. Those of labels that a metric has not are left out. */
  readonly matchers: Readonly<Record<string, string>>;
  /** Of rates: `5m`, `$__rate_interval`. */
  readonly window: string;
}

export interface Selection {
  /** Labels that remain; none if left out. */
  readonly by?: readonly string[];
  readonly where?: Where;
  /** Of this expression alone. */
  readonly window?: string;
}

/** Of every series that is scraped, whatever its metric. */
const TARGET_LABELS = ['job', 'instance'];

export class Queries {
  readonly settings: Settings;
  private readonly metrics: MetricTable;
  private readonly scope: Scope;

  constructor(settings: Settings, scope: Scope) {
    this.settings = settings;
    this.metrics = settings.metrics;
    this.scope = scope;
  }

  /** The name of a metric, `_bucket` and the like come behind it. */
  name(metric: MetricName): string {
    return this.spelled(metric).name;
  }

  /** Whether all of its series have one name: a part of some has that of another metric in OpenTelemetry's conventions. */
  hasOneName(metric: MetricName): boolean {
    return this.metrics[metric].names?.[this.settings.names] !== null;
  }

  /** What a label of a metric is called. */
  label(metric: MetricName, label: string): string {
    const { labels } = this.metrics[metric];
    if (!labels.includes(label) && !TARGET_LABELS.includes(label)) {
      throw new TypeError(`${metric} has no label ${label}`);
    }
    return this.spelled(metric).labels[label] ?? label;
  }

  /** Upper bounds of its classic buckets. */
  bounds(metric: MetricName): readonly number[] {
    const { bounds = [] } = this.metrics[metric];
    return this.spelled(metric).bounds ?? bounds;
  }

  /** Labels that every series of a metric has in its name set, empty for those that it has not. */
  fixedLabels(metric: MetricName): Readonly<Record<string, string>> {
    return this.spelled(metric).matchers;
  }

  /** `name{job="api"}`. @param suffix of a classic histogram: `_count` @param more matchers as they are written */
  series(metric: MetricName, where: Where = {}, suffix = '', more: readonly string[] = []): string {
    return `${this.name(metric)}${suffix}{${[...this.matchers(metric, where), ...more].join(',')}}`;
  }

  /** The matchers that every selector has, for series of others: `up`. */
  target(): string {
    return TARGET_LABELS.flatMap((label) => this.scopeMatcher(label, label)).join(',');
  }

  /** Of a gauge, over processes. */
  gauge(
    metric: MetricName,
    { by = [], where }: Selection = {},
    how: 'sum' | 'max' | 'min' | 'avg' = 'sum',
  ): string {
    return `${how}${this.by(metric, by)} (${this.series(metric, where)})`;
  }

  /** Of a counter, per second. */
  rate(metric: MetricName, { by = [], where, window }: Selection = {}): string {
    return `sum${this.by(metric, by)} (rate(${this.series(metric, where)}[${window ?? this.scope.window}]))`;
  }

  /**
   * By how much a counter of what should never happen has grown, where it has: also from nothing to its first count, which
   * `increase` does not see.
   */
  grown(metric: MetricName, { by = [], where }: Selection, window: string): string {
    const now = `sum${this.by(metric, by)} (${this.series(metric, where)})`;
    const before = `sum${this.by(metric, by)} (${this.series(metric, where)} offset ${window})`;
    return `${now} - (${before} or ${now} * 0) > 0`;
  }

  /** How many values a histogram got, per second. */
  countRate(metric: MetricName, selection: Selection = {}): string {
    const { by = [], where, window } = selection;
    if (this.isNative) return `histogram_count(${this.rate(metric, selection)})`;
    return `sum${this.by(metric, by)} (rate(${this.series(metric, where, '_count')}[${window ?? this.scope.window}]))`;
  }

  /** By how much the sum of the values of a histogram grows, per second. */
  sumRate(metric: MetricName, selection: Selection = {}): string {
    const { by = [], where, window } = selection;
    if (this.isNative) return `histogram_sum(${this.rate(metric, selection)})`;
    return `sum${this.by(metric, by)} (rate(${this.series(metric, where, '_sum')}[${window ?? this.scope.window}]))`;
  }

  /** The mean of the values of a histogram. */
  mean(metric: MetricName, selection: Selection = {}): string {
    return `${this.sumRate(metric, selection)} / ${this.countRate(metric, selection)}`;
  }

  /** A quantile of a histogram, in [0, 1]. */
  quantile(quantile: number, metric: MetricName, selection: Selection = {}): string {
    return `histogram_quantile(${quantile}, ${this.distribution(metric, selection)})`;
  }

  /**
   * The share of values above a bound. Of a native histogram within the error of its buckets; of a classic one exact, since
   * the bound is one of its own: see `Settings`.
   */
  shareAbove(bound: number, metric: MetricName, selection: Selection = {}): string {
    if (this.isNative) return `1 - histogram_fraction(-Inf, ${bound}, ${this.rate(metric, selection)})`;
    const { by = [], where, window } = selection;
    // `1` in the text format, `1.0` in OpenMetrics and in Prometheus 3.
    const le = Number.isInteger(bound) ? `le=~"${bound}(\\\\.0)?"` : `le="${bound}"`;
    const below = `sum${this.by(metric, by)} (rate(${this.series(metric, where, '_bucket', [le])}[${window ?? this.scope.window}]))`;
    return `1 - ${below} / ${this.countRate(metric, selection)}`;
  }

  /** For a heatmap: how many values came into each bucket. */
  buckets(metric: MetricName, { where, window = this.scope.window }: Selection = {}): string {
    if (this.isNative) return `sum (increase(${this.series(metric, where)}[${window}]))`;
    return `sum by (le) (increase(${this.series(metric, where, '_bucket')}[${window}]))`;
  }

  get isNative(): boolean {
    return this.settings.histograms === 'native';
  }

  private distribution(
    metric: MetricName,
    { by = [], where, window = this.scope.window }: Selection,
  ): string {
    if (this.isNative) return `sum${this.by(metric, by)} (rate(${this.series(metric, where)}[${window}]))`;
    const labels = ['le', ...by.map((label) => this.label(metric, label))].join(', ');
    return `sum by (${labels}) (rate(${this.series(metric, where, '_bucket')}[${window}]))`;
  }

  /** ` by (job, model_id)`. */
  private by(metric: MetricName, labels: readonly string[]): string {
    if (labels.length === 0) return '';
    return ` by (${labels.map((label) => this.label(metric, label)).join(', ')})`;
  }

  private matchers(metric: MetricName, where: Where): string[] {
    const { labels } = this.metrics[metric];
    const own = labels.filter((label) => !(label in where));
    return [
      ...[...TARGET_LABELS, ...own].flatMap((label) => this.scopeMatcher(label, this.label(metric, label))),
      ...Object.entries(where).map(([label, value]) => `${this.label(metric, label)}${matcherOf(value)}`),
      ...Object.entries(this.spelled(metric).matchers).map(([label, value]) => `${label}="${value}"`),
    ];
  }

  private scopeMatcher(label: string, name: string): string[] {
    const matcher = this.scope.matchers[label];
    return matcher === undefined ? [] : [`${name}${matcher}`];
  }

  private spelled(metric: MetricName): Renamed {
    const { prefix, storagePrefix, names } = this.settings;
    const { name, option, names: others } = this.metrics[metric];
    const other = others?.[names];
    if (other === null) throw new TypeError(`${metric} has several names in ${names}`);
    if (other !== undefined) return other;
    const before = option === undefined ? '' : option === 'prefix' ? prefix : storagePrefix;
    return { name: before + name, labels: {}, matchers: {} };
  }
}

/** `="a"`, `=~"a|b"`. */
function matcherOf(value: string | RegExp): string {
  return typeof value === 'string' ? `=${JSON.stringify(value)}` : `=~${JSON.stringify(value.source)}`;
}
