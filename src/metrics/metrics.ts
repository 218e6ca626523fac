/** Metrics alone: counters, gauges and histograms of one's own, for whoever has no AI work to track. */
import type { Clock, Logger } from '../ports.ts';
import type { HistogramSeries } from './aggregation/histogram.ts';
import type { GaugeSeries } from './aggregation/last-value.ts';
import type { CounterSeries, UpDownCounterSeries } from './aggregation/sum.ts';
import type { MetricReading, MetricsSnapshot, StringLabels } from './base/model.ts';
import { runSync } from './base/slices.ts';
import type { CustomHistogram, CustomMetric } from './definition.ts';
import type { LabelledMetric } from './family.ts';
import { reportingOnce } from './loss-report.ts';
import { LABEL_RULES, methods, type OptionRules, requireOptions } from './option-rules.ts';
import { Registry } from './registry.ts';

export interface MetricsOptions {
  /** Labels of every series. None if left out. */
  readonly labels?: StringLabels;
  /** Most label sets of each metric; a whole number, 1 or more; 2000 if left out. What comes after shares one more series. */
  readonly seriesLimit?: number;
  /** A gauge that nobody sets for so long is removed; a number above 0; never if left out. */
  readonly expireAfterSeconds?: number;
  /** Longest label value, in UTF-16 units: a whole number, 8 or more; 256 if left out. Longer ones are cut. */
  readonly labelLengthLimit?: number;
  /** Values that a label may have; any other becomes `other`. */
  readonly labelAllowList?: Readonly<Record<string, readonly string[]>>;
  /** Where it is said, once each, that something was lost. Nothing is said if left out; it is counted all the same. */
  readonly logger?: Pick<Logger, 'warn'>;
}

const RULES: OptionRules<MetricsOptions> = { ...LABEL_RULES, logger: methods('warn') };

/** Less often than anybody scrapes: ending an interval takes longer than reading a page. */
const INTERVAL_MS = 60_000;

/** Made by createMetrics. Give it to `expositionText`, `createMetricsHandler` or `startMetricsServer`. */
export class Metrics {
  private readonly registry: Registry;
  private readonly startedAtUnixMs: number;
  private readonly expireAfterSeconds: number;
  private intervalSinceMs = performance.now();

  constructor(options: MetricsOptions) {
    const { labels, seriesLimit, expireAfterSeconds, labelLengthLimit, labelAllowList } = LABEL_RULES;
    const clock: Clock = { monotonicMs: () => performance.now(), wallUnixMs: () => Date.now() };
    const { logger } = options;
    this.expireAfterSeconds = options.expireAfterSeconds ?? expireAfterSeconds.otherwise;
    this.registry = new Registry({
      instruments: [],
      clock,
      traceContext: undefined,
      enabled: true,
      seriesLimit: options.seriesLimit ?? seriesLimit.otherwise,
      expireAfterSecondsOf: () => this.expireAfterSeconds,
      labelLengthLimit: options.labelLengthLimit ?? labelLengthLimit.otherwise,
      labelAllowList: options.labelAllowList ?? labelAllowList.otherwise,
      labels: options.labels ?? labels.otherwise,
      prefixOf: () => '',
      lost: reportingOnce((fields) => {
        if (logger === undefined) return;
        this.registry.contain('logger', () =>
          logger.warn(fields, 'Something was lost; the counter tells how often'),
        );
      }),
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
    return this.registry.define('counter', definition);
  }

  /** A counter that goes both ways. @throws as `counter` */
  upDownCounter(definition: CustomMetric): LabelledMetric<UpDownCounterSeries> {
    return this.registry.define('up_down_counter', definition);
  }

  /** @throws as `counter` */
  gauge(definition: CustomMetric): LabelledMetric<GaugeSeries> {
    return this.registry.define('gauge', definition);
  }

  /** @throws as `counter` */
  histogram(definition: CustomHistogram): LabelledMetric<HistogramSeries> {
    return this.registry.define('histogram', definition);
  }

  /** Read while they are iterated, each series when its turn comes. */
  get metrics(): Iterable<MetricReading> {
    return {
      [Symbol.iterator]: () => {
        this.endInterval();
        return this.registry.read();
      },
    };
  }

  /** Everything recorded so far, as plain data. */
  snapshot(): MetricsSnapshot {
    const { registry, startedAtUnixMs } = this;
    this.endInterval();
    return {
      version: 2,
      startedAtUnixMs,
      takenAtUnixMs: Date.now(),
      metrics: runSync(registry.collecting()),
    };
  }

  /** Forgets everything, gives the memory back and records nothing from now on. */
  dispose(): void {
    this.registry.dispose();
  }

  /** Nobody keeps intervals here; but by them series expire, and what was removed is forgotten. */
  private endInterval(): void {
    const nowMs = performance.now();
    if (nowMs - this.intervalSinceMs < Math.min(INTERVAL_MS, 1000 * this.expireAfterSeconds)) return;
    this.intervalSinceMs = nowMs;
    runSync(this.registry.takeInterval(nowMs));
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * A registry for metrics of one's own, without anything of AI: what prom-client is used for.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE
 * @example
 * import { createMetrics } from 'inferometer/metrics';
 * import { startMetricsServer } from 'inferometer/prometheus';
 * const metrics = createMetrics();
 * const depth = metrics.gauge({ name: 'queue_depth', help: 'Waiting requests.' });
 * depth.withLabels().set(3);
 * await startMetricsServer(metrics, { port: 9464 });
 */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  return new Metrics(requireOptions(RULES, options));
}
