/** What stands under the trackers of a telemetry instance: settings, time, history, and the questions to them. */
import { findingsIn } from './analysis/analysis.ts';
import type { Finding } from './analysis/finding.ts';
import { type ObjectiveResult, objectiveResult } from './analysis/objective.ts';
import type { Thresholds } from './analysis/thresholds.ts';
import { Collector } from './collector.ts';
import { Curves } from './curves.ts';
import { EventLog } from './events.ts';
import { History } from './history.ts';
import { INSIDE, type Instance } from './instance.ts';
import { Log } from './log.ts';
import { readMemory } from './memory-gauges.ts';
import type { ConfigurableOptions, TelemetryOptions } from './options.ts';
import { answer, type MetricsQuery, type MetricsResult } from './query/metrics-query.ts';
import { Registry } from './registry.ts';
import { isSampled, type SamplingRequest } from './sampler.ts';
import { type Platform, reconfigured, settingsOf } from './settings.ts';
import type { MetricReading, TelemetrySnapshot } from './snapshot.ts';

export class TelemetryCore {
  /** Structured events of training and of models. */
  readonly events: EventLog;
  /** Cuts time into intervals; runs by itself unless telemetry is disabled. */
  readonly collector: Collector;
  protected readonly instance: Instance;
  private readonly history: History;
  private readonly log: Log;
  private readonly startedAtUnixMs: number;
  private readonly startedMs: number;
  private isDisposed = false;

  constructor(options: TelemetryOptions, platform: Platform) {
    const settings = settingsOf(options, platform);
    const { seriesLimit, historySize, clock, maxHistoryEntries, maxHistoryBytes } = settings;
    this.log = new Log(settings, () => registry.gate.refuse('logger_failed'));
    const registry = new Registry({
      ...settings,
      lost: (counter, label) => this.log.failure(counter, label),
    });
    const curves = new Curves(registry.gate, registry.labels, seriesLimit, historySize);
    this.instance = { ...settings, registry, curves, log: this.log };
    this.events = new EventLog(this.log, () => this.instance.recordContent);
    this.history = new History(maxHistoryEntries, maxHistoryBytes, (bound) => {
      registry.counter('history_intervals_dropped_total').at([bound]).value += 1;
    });
    this.collector = new Collector({
      ...settings,
      registry,
      history: this.history,
      beforeEnd: () => this.refresh(),
      listenerFailed: () => registry.gate.refuse('listener_failed'),
    });
    this.startedAtUnixMs = clock.wallUnixMs();
    this.startedMs = clock.monotonicMs();
    if (settings.enabled) this.collector.start();
  }

  /** @internal */
  get [INSIDE](): Instance {
    return this.instance;
  }

  /** Of durations, in results and reports: the option. */
  get analysisPercentiles(): readonly number[] {
    return this.instance.analysisPercentiles;
  }

  /** From where on something is a finding: the option over its defaults. */
  get thresholds(): Thresholds {
    return this.instance.thresholds;
  }

  /**
   * Changes options while telemetry runs; what is left out stays as it is. The others need an instance of their own.
   *
   * @throws TELEMETRY_OPTION_FIXED, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * telemetry.configure({ aggregationIntervalSeconds: 10, logLevel: 'warn' });
   */
  configure(options: ConfigurableOptions): void {
    const { registry } = this.instance;
    const settings = reconfigured(this.instance, options);
    Object.assign(this.instance, settings);
    this.log.reconfigure(settings);
    this.history.resize(settings.maxHistoryEntries, settings.maxHistoryBytes);
    this.collector.reconfigure(settings.aggregationIntervalSeconds);
    if (this.isDisposed || settings.enabled === registry.gate.open) return;
    // Either way an interval ends: no rate is spread over time in which nothing was recorded.
    this.collector.flush();
    registry.gate.open = settings.enabled;
    if (settings.enabled) this.collector.start();
    else this.collector.stop();
  }

  /**
   * As the metrics of a snapshot, but read while they are iterated, each series when its turn comes: whoever exposes
   * or exports a hundred thousand of them can pause in between, and never holds them all.
   *
   * @example
   * for (const { fullName, series } of telemetry.metrics) for (const { labels } of series) console.log(fullName, labels);
   */
  get metrics(): Iterable<MetricReading> {
    return {
      [Symbol.iterator]: () => {
        this.refresh();
        return this.instance.registry.read();
      },
    };
  }

  /** Everything recorded so far, as plain data: what reports, expositions and exporters read. */
  snapshot(): TelemetrySnapshot {
    const { registry, curves, clock } = this.instance;
    return {
      version: 1,
      startedAtUnixMs: this.startedAtUnixMs,
      takenAtUnixMs: clock.wallUnixMs(),
      metrics: registry.snapshot(),
      curves: curves.snapshot(),
    };
  }

  /**
   * What was recorded, by kind of operation: in a range of time, in the last minute, and interval by interval.
   * Filters combine. Percentiles of any range are those of its merged histograms, never averages of percentiles.
   *
   * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
   * @example
   * const { range } = telemetry.getMetrics({ operationType: 'inference', startTime: Date.now() - 3_600_000 });
   * console.log(range.operations[0]?.latency?.percentilesSeconds.p95, range.operations[0]?.perMinute);
   */
  getMetrics(query: MetricsQuery = {}): MetricsResult {
    const { aggregationIntervalSeconds, analysisPercentiles } = this.instance;
    this.refresh();
    // Before the snapshot, since it ends an interval that was about to end.
    const current = this.collector.current();
    return answer(query, {
      snapshot: this.snapshot(),
      uptimeSeconds: this.uptimeSeconds(),
      intervals: this.history.intervals,
      current,
      aggregationIntervalSeconds,
      percentiles: analysisPercentiles,
    });
  }

  /** What deserves attention, the severest first, each with the figures that it rests on. */
  getFindings(): Finding[] {
    const { thresholds, objectives } = this.instance;
    return findingsIn(this.snapshot(), { thresholds, objectives, intervals: this.history.intervals });
  }

  /** How well each of the option's objectives was kept, since the beginning. */
  getObjectives(): ObjectiveResult[] {
    const { metrics } = this.snapshot();
    const seconds = this.uptimeSeconds();
    return this.instance.objectives.map((objective) => objectiveResult(objective, metrics, seconds));
  }

  /**
   * Whether a trace is to be recorded; metrics are exact whatever is answered.
   *
   * @throws TELEMETRY_TRACE_ID, TELEMETRY_ARGUMENT_KIND
   * @example
   * if (telemetry.shouldSample({ traceId, parentSampled: flags === '01' })) startSpan();
   */
  shouldSample(request: SamplingRequest): boolean {
    return isSampled(this.instance.enabled ? this.instance.samplingRatio : 0, request);
  }

  /** Forgets everything, gives the memory back and records nothing from now on; what is tracked runs untracked. */
  dispose(): void {
    this.isDisposed = true;
    this.collector.dispose();
    this.history.clear();
    this.instance.registry.dispose();
    this.instance.curves.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Brings up to date what is only read now and then. */
  protected refresh(): void {
    readMemory(this.instance);
  }

  private uptimeSeconds(): number {
    return Math.max(0, this.instance.clock.monotonicMs() - this.startedMs) / 1000;
  }
}
