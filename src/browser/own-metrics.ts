/** Metrics of a page's own, beside those of the catalogue: for pages that have some. */
import { wrongValue } from '../errors.ts';
import {
  type CustomHistogram,
  type CustomMetric,
  customDefinition,
  type MetricKind,
  type StringLabels,
} from '../metrics/inner.ts';
import { contextOf, type TrackingHandle } from '../telemetry/index.ts';
import { requireLabel, requireObject } from '../validate.ts';
import type { PageContext } from './recording/context.ts';
import type { PageRegistry, SeriesClass } from './recording/registry.ts';
import { type Content, PageCounter, PageHistogram, PageSeries } from './recording/series.ts';

/** What a metric of one's own is worked with. */
export interface PageMetric<S extends PageSeries> {
  /**
   * The series of these labels, made at the first call; keep it where it is used often. When the metric has `seriesLimit` series,
   * others share one more.
   *
   * @throws TELEMETRY_LABEL_NAME if a label is missing or unknown, TELEMETRY_LABEL_KIND if a value is no string
   */
  withLabels(labels?: StringLabels): S;
}

/** What `withOwnMetrics` adds. Each throws TELEMETRY_METRIC_DEFINITION, TELEMETRY_METRIC_CONFLICT, TELEMETRY_ARGUMENT_KIND. */
export interface PageMetrics {
  counter(definition: CustomMetric): PageMetric<PageCounter>;
  /** A counter that goes both ways. Over pages it adds up. */
  upDownCounter(definition: CustomMetric): PageMetric<PageCounter>;
  /** The server has the value that it was told last, by whichever page. */
  gauge(definition: CustomMetric): PageMetric<PageGauge>;
  histogram(definition: CustomHistogram): PageMetric<PageHistogram>;
}

/** Has a last value. */
export class PageGauge extends PageSeries {
  private last = Number.NaN;
  private isTold = true;

  /** Sets a finite value; anything else is refused and counted. */
  set(value: number): void {
    this.record(value);
  }

  /** NaN until set. */
  get value(): number {
    return this.last;
  }

  /** Moves it up, or down by less than 0, from 0 where it was never set. */
  increment(by = 1): void {
    this.record((this.last || 0) + by);
  }

  protected take(value: number): void {
    this.last = value;
    this.isTold = false;
  }

  protected content(): Content | undefined {
    const { last: value, isTold } = this;
    this.isTold = true;
    return isTold ? undefined : { value };
  }
}

/**
 * The telemetry of a page, the same one, which can be asked for metrics of one's own from now on. Integrations and
 * `inferometer/browser/page`, which define some, take what this gives.
 *
 * @throws TELEMETRY_ARGUMENT_KIND
 * @example
 * const telemetry = withOwnMetrics(createPageTelemetry({ url: '/ingest', key: 'write-only-key-of-my-app' }));
 * const hits = telemetry.counter({ name: 'cache_hits_total', help: 'Cache hits.', labels: ['tier'] });
 * hits.withLabels({ tier: 'memory' }).add();
 */
export function withOwnMetrics<Page extends TrackingHandle>(telemetry: Page): Page & PageMetrics {
  const { registry } = contextOf(telemetry) as unknown as PageContext;
  if ('counter' in telemetry) return telemetry as Page & PageMetrics;
  return Object.assign<Page, PageMetrics>(telemetry, {
    counter: (definition) => defined(registry, 'counter', definition, PageCounter),
    upDownCounter: (definition) => defined(registry, 'up_down_counter', definition, PageCounter),
    gauge: (definition) => defined(registry, 'gauge', definition, PageGauge),
    histogram: (definition) => defined(registry, 'histogram', definition, PageHistogram),
  });
}

function defined<S extends PageSeries>(
  registry: PageRegistry,
  kind: MetricKind,
  custom: CustomHistogram,
  Series: SeriesClass<S>,
): PageMetric<S> {
  const instrument = customDefinition(kind, custom);
  const { name, unit } = instrument;
  const known = registry.instrumentNamed(name);
  if (known !== undefined && (known.kind !== kind || known.unit !== unit)) {
    const remedy = 'Define it as it was defined first, or choose another name.';
    throw wrongValue('TELEMETRY_METRIC_CONFLICT', name, `a ${known.kind} in ${known.unit}`, kind, remedy);
  }
  const family = registry.family(instrument, instrument.labels, Series);
  return { withLabels: (labels = {}) => family.withLabelValues(valuesOf(labels, family.names)) };
}

/** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND */
function valuesOf(labels: StringLabels, names: readonly string[]): string[] {
  requireObject('labels', labels);
  const given = Object.keys(labels);
  const wrong = names.find((name) => !given.includes(name)) ?? given.find((name) => !names.includes(name));
  if (wrong === undefined) return names.map((name) => requireLabel(name, labels[name]));
  const expected = `exactly the labels ${names.join(', ') || 'that there are: none'}`;
  const remedy = 'Pass a value for each label of the metric.';
  throw wrongValue('TELEMETRY_LABEL_NAME', 'labels', expected, wrong, remedy);
}
