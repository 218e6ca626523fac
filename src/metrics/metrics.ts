/** Metrics alone: counters, gauges and histograms of one's own, for whoever has no AI work to track. */
import type { Clock, Logger } from '../ports.ts';
import { requireKnownKeys, requireObject } from '../validate.ts';
import type { HistogramSeries } from './aggregation/histogram.ts';
import type { GaugeSeries } from './aggregation/last-value.ts';
import type { CounterSeries, UpDownCounterSeries } from './aggregation/sum.ts';
import type { MetricReading, MetricsSnapshot, StringLabels } from './base/model.ts';
import { type CustomHistogram, type CustomMetric, customDefinition } from './definition.ts';
import type { LabelledMetric } from './family.ts';
import { Registry } from './registry.ts';

export interface MetricsOptions {
  /** Labels of every series. None if left out. */
  readonly labels?: StringLabels;
  /** Most label sets of each metric, 1 or more; 2000 if left out. What comes after shares one more series. */
  readonly seriesLimit?: number;
  /** Longest label value, in UTF-16 units; 256 if left out. Longer ones are cut. */
  readonly labelLengthLimit?: number;
  /** Values that a label may have; any other becomes `other`. */
  readonly labelAllowList?: Readonly<Record<string, readonly string[]>>;
  /** Where it is said, once each, that something was lost. Nothing is said if left out; it is counted all the same. */
  readonly logger?: Pick<Logger, 'warn'>;
}

const OPTIONS = ['labels', 'seriesLimit', 'labelLengthLimit', 'labelAllowList', 'logger'];

/** Made by createMetrics. Give it to `expositionText`, `createMetricsHandler` or `startMetricsServer`. */
export class Metrics {
  private readonly registry: Registry;
  private readonly startedAtUnixMs: number;

  constructor(options: MetricsOptions) {
    const { labels = {}, seriesLimit = 2000, labelLengthLimit = 256, labelAllowList = {}, logger } = options;
    const said = new Set<string>();
    const clock: Clock = { monotonicMs: () => performance.now(), wallUnixMs: () => Date.now() };
    this.registry = new Registry({
      instruments: [],
      clock,
      traceContext: undefined,
      enabled: true,
      seriesLimit,
      labelLengthLimit,
      labelAllowList,
      labels,
      prefixOf: () => '',
      lost: (counter, label) => {
        if (logger === undefined || said.size === 1000 || said.has(counter + label)) return;
        said.add(counter + label);
        const fields = { counter: `inferometer_${counter}`, kind: label };
        this.registry.contain('logger', () =>
          logger.warn(fields, 'Something was lost; the counter tells how often'),
        );
      },
    });
    this.startedAtUnixMs = clock.wallUnixMs();
  }

  /**
   * @throws TELEMETRY_METRIC_DEFINITION, TELEMETRY_METRIC_CONFLICT, TELEMETRY_ARGUMENT_KIND
   * @example
   * const hits = metrics.counter({ name: 'cache_hits_total', help: 'Cache hits.', labels: ['tier'] });
   * hits.withLabels({ tier: 'disk' }).add();
   */
  counter(definition: CustomMetric): LabelledMetric<CounterSeries> {
    return this.registry.register(customDefinition('counter', definition));
  }

  /** A counter that goes both ways. @throws as `counter` */
  upDownCounter(definition: CustomMetric): LabelledMetric<UpDownCounterSeries> {
    return this.registry.register(customDefinition('up_down_counter', definition));
  }

  /** @throws as `counter` */
  gauge(definition: CustomMetric): LabelledMetric<GaugeSeries> {
    return this.registry.register(customDefinition('gauge', definition));
  }

  /** @throws as `counter` */
  histogram(definition: CustomHistogram): LabelledMetric<HistogramSeries> {
    return this.registry.register(customDefinition('histogram', definition));
  }

  /** Read while they are iterated, each series when its turn comes. */
  get metrics(): Iterable<MetricReading> {
    return { [Symbol.iterator]: () => this.registry.read() };
  }

  /** Everything recorded so far, as plain data. */
  snapshot(): MetricsSnapshot {
    const { registry, startedAtUnixMs } = this;
    return { version: 2, startedAtUnixMs, takenAtUnixMs: Date.now(), metrics: registry.snapshot() };
  }

  /** Forgets everything, gives the memory back and records nothing from now on. */
  dispose(): void {
    this.registry.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * A registry for metrics of one's own, without anything of AI: what prom-client is used for.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION
 * @example
 * import { createMetrics } from 'inferometer/metrics';
 * import { startMetricsServer } from 'inferometer/prometheus';
 * const metrics = createMetrics();
 * const depth = metrics.gauge({ name: 'queue_depth', help: 'Waiting requests.' });
 * depth.withLabels().set(3);
 * await startMetricsServer(metrics, { port: 9464 });
 */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  requireObject('options', options);
  requireKnownKeys('TELEMETRY_UNKNOWN_OPTION', 'options', options, OPTIONS);
  return new Metrics(options);
}
