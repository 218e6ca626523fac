/** What the process and its event loop are doing, for those who know it from prom-client's default metrics. */
import {
  defaultsOf,
  type Family,
  type GaugeSeries,
  type HistogramSeries,
  type Instrument,
  requireOptions,
  type Series,
} from '../metrics/inner.ts';
import {
  type CpuSeconds,
  measureTurn,
  onCollection,
  type ProcessReadings,
  processReadings,
} from '../runtime/index.ts';
import {
  type Component,
  componentOf,
  contextOf,
  type TelemetryContext,
  type TelemetryHandle,
} from '../telemetry/index.ts';
import { EventLoopWindow } from './event-loop-window.ts';
import * as metric from './instruments.ts';
import { cpuObservations, eventLoopObservations, OBSERVATIONS, type Observation } from './observations.ts';
import { RUNTIME_OPTION_RULES, type RuntimeMetricsOptions } from './options.ts';

/**
 * Records what prom-client's `collectDefaultMetrics` does, under the same names: CPU, memory, file descriptors, the event
 * loop, garbage collections, the heap, handles. In Node, Deno and Bun; what a platform cannot tell is absent, and of a page
 * or a worker all of it. Everything is read anew whenever the telemetry is read: by a scrape, a push, a report, or the end
 * of an interval. Called again, it begins anew, with these options.
 *
 * @returns what stops it: its metrics are not told any more.
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE,
 * TELEMETRY_METRIC_CONFLICT where a metric of one's own has one of the names, or the buckets are others than before
 * @example
 * const telemetry = createTelemetry();
 * const stop = collectRuntimeMetrics(telemetry);
 * await startMetricsServer(telemetry, { port: 9464 });
 */
export function collectRuntimeMetrics(
  telemetry: TelemetryHandle,
  options: RuntimeMetricsOptions = {},
): () => void {
  const instance = contextOf(telemetry);
  const given = requireOptions(RUNTIME_OPTION_RULES, options);
  const readings = processReadings();
  if (readings === undefined) return () => {};
  const settings = { ...defaultsOf(RUNTIME_OPTION_RULES), ...given };
  // Before the other one ends: it may throw.
  const metrics = new RuntimeMetrics(instance, readings, settings as Required<RuntimeMetricsOptions>);
  const collection = componentOf(instance, RuntimeCollection, 'runtime-metrics');
  collection.dispose();
  collection.running = metrics;
  return () => metrics.stop();
}

/** The metrics of an instance, where they are collected. */
class RuntimeCollection implements Component {
  running: RuntimeMetrics | undefined;

  refresh(): void {
    this.running?.refresh();
  }

  dispose(): void {
    this.running?.stop();
    this.running = undefined;
  }
}

/** A counter or a gauge whose value somebody else keeps. */
type Observed = Series & Pick<GaugeSeries, 'observe'>;

class RuntimeMetrics {
  private readonly instance: TelemetryContext;
  private readonly readings: ProcessReadings;
  private readonly families: ReadonlyMap<Instrument, Family<Series>>;
  private readonly cpuBefore: CpuSeconds;
  private readonly eventLoop: EventLoopWindow;
  private readonly collections = new Set<HistogramSeries>();
  private readonly endCollections: (() => void) | undefined;
  /** What the last reading set. */
  private reported = new Set<Series>();
  private lag: Observation[] = [];
  private isStopped = false;

  constructor(
    instance: TelemetryContext,
    readings: ProcessReadings,
    options: Required<RuntimeMetricsOptions>,
  ) {
    this.instance = instance;
    this.readings = readings;
    this.families = familiesOf(instance, options);
    this.cpuBefore = readings.cpuSeconds?.() ?? { user: 0, system: 0 };
    const { eventLoopMonitoringPrecision, eventLoopWindowSeconds } = options;
    this.eventLoop = new EventLoopWindow(eventLoopMonitoringPrecision, eventLoopWindowSeconds * 1000);
    this.endCollections = onCollection((kind, seconds) => {
      const series = this.seriesOf(metric.GC_DURATION, [kind]) as HistogramSeries;
      series.isReported = true;
      series.record(seconds, null);
      this.collections.add(series);
    });
    this.measureTurn();
  }

  refresh(): void {
    if (this.isStopped || !this.instance.registry.recording.enabled) return;
    const before = this.reported;
    this.reported = new Set();
    for (const observe of OBSERVATIONS) this.tell(() => observe(this.readings));
    this.tell(() => cpuObservations(this.readings, this.cpuBefore));
    this.tell(() => eventLoopObservations(this.eventLoop.read()));
    this.tell(() => this.lag);
    for (const series of before) series.isReported = this.reported.has(series);
    this.measureTurn();
  }

  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.endCollections?.();
    this.eventLoop.stop();
    for (const series of [...this.reported, ...this.collections]) series.isReported = false;
  }

  /** What fails is counted, and absent. */
  private tell(observe: () => readonly Observation[]): void {
    this.instance.contain('callback', () => {
      for (const [instrument, value, labels = []] of observe()) {
        const series = this.seriesOf(instrument, labels) as Observed;
        series.isReported = true;
        series.observe(value);
        this.reported.add(series);
      }
    });
  }

  /** For the next reading: nothing can wait for a turn of the event loop while it is read. */
  private measureTurn(): void {
    measureTurn((seconds) => {
      this.lag = [[metric.EVENTLOOP_LAG, seconds]];
    });
  }

  private seriesOf(instrument: Instrument, labels: readonly string[]): Series {
    return (this.families.get(instrument) as Family<Series>).withLabelValues(labels);
  }
}

/** Of all instruments, by the row that they are defined by. @throws TELEMETRY_METRIC_CONFLICT */
function familiesOf(
  { registry }: TelemetryContext,
  { prefix, gcDurationBuckets }: Required<RuntimeMetricsOptions>,
): ReadonlyMap<Instrument, Family<Series>> {
  const bounds = { bucketBounds: [...gcDurationBuckets] };
  return new Map(
    Object.values(metric).map((row: Instrument) => {
      const instrument = { ...row, prefix, ...(row === metric.GC_DURATION && bounds) };
      return [row, registry.register(instrument) as unknown as Family<Series>];
    }),
  );
}
