/** Everything that telemetry holds, for any MetricReader of OpenTelemetry's SDK, and so for any of its exporters. */
import { type DataPoint, type MetricReading, runInSlices, type Slices } from '../../metrics/inner.ts';
import {
  componentOf,
  contextOf,
  type NameOptions,
  requireNames,
  type TelemetryContext,
  type TelemetryHandle,
} from '../../telemetry/index.ts';
import { type Codes, readOnce, requireFields, requireInteger, requireOneOf } from '../../validate.ts';
import { instrumentType } from '../instrument-type.ts';
import { Observers } from '../metrics/observers.ts';
import { Deltas } from './deltas.ts';
import {
  type CollectionResult,
  DELTA,
  hrTime,
  type MetricData,
  type MetricResource,
  type ScopeMetrics,
} from './metric-data.ts';
import { StreamNaming, type StreamOfPoints } from './naming.ts';
import { addPoint, emptyMetric, type PointSettings } from './points.ts';
import { type TemporalityOption, temporalityOf } from './temporality.ts';

/** `names` are `semconv-v1.41` if left out. */
export interface MetricProducerOptions extends NameOptions {
  /** Of sums and histograms: a word, or the exporter, which says what it prefers. `cumulative` if left out. */
  readonly temporality?: TemporalityOption;
  /** `explicit` buckets are exact where an instrument was given bounds, else within 1.1 %. `exponential` if left out. */
  readonly histograms?: 'exponential' | 'explicit';
  /** Most buckets of each sign of exponential histograms: 128 to 65536; 160, the SDKs' default, if left out. */
  readonly maxBuckets?: number;
  /** For readers that are not the SDK's, which use the resource of their provider instead. */
  readonly resource?: MetricResource;
}

/** What readers take in `metricProducers`. */
export interface MetricProducer {
  /** Asks observable instruments, and gives everything as it is then. */
  collect(options?: { readonly timeoutMillis?: number }): Promise<CollectionResult>;
}

const OPTIONS = [
  'names',
  'provider',
  'operationName',
  'temporality',
  'histograms',
  'maxBuckets',
  'resource',
] as const;

/**
 * A producer for the option `metricProducers` of a MetricReader (SDK 2.x and 3.x). Each reader needs one of its own:
 * deltas are what came since its last collection.
 *
 * @throws OPENTELEMETRY_UNKNOWN_OPTION, OPENTELEMETRY_OPTION_KIND, OPENTELEMETRY_OPTION_RANGE, TELEMETRY_ARGUMENT_KIND
 * @example
 * const exporter = new OTLPMetricExporter();
 * const producer = createMetricProducer(telemetry, { temporality: exporter });
 * new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, metricProducers: [producer] })] });
 */
export function createMetricProducer(
  telemetry: TelemetryHandle,
  given: MetricProducerOptions = {},
): MetricProducer {
  requireFields('OPENTELEMETRY_OPTION_KIND', 'OPENTELEMETRY_UNKNOWN_OPTION', given, OPTIONS);
  const options = readOnce('options', given, OPTIONS);
  const { names = 'semconv-v1.41', histograms = 'exponential', maxBuckets = 160 } = options;
  requireNames(CODES, options);
  requireOneOf(CODES, 'histograms', histograms, ['exponential', 'explicit']);
  requireInteger(CODES, 'maxBuckets', maxBuckets, 128, 65536);
  return new SnapshotProducer(telemetry, { ...options, names, histograms, maxBuckets });
}

const CODES: Codes = {
  kind: 'OPENTELEMETRY_OPTION_KIND',
  range: 'OPENTELEMETRY_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

class SnapshotProducer implements MetricProducer {
  private readonly telemetry: TelemetryHandle;
  private readonly instance: TelemetryContext;
  private readonly settings: PointSettings;
  private readonly naming: StreamNaming;
  private readonly temporality: ReturnType<typeof temporalityOf>;
  private readonly resource: MetricResource;
  private readonly deltas = new Deltas();
  /** Collections follow one another: each must know what the one before has exported. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(telemetry: TelemetryHandle, options: MetricProducerOptions & PointSettings) {
    this.telemetry = telemetry;
    this.instance = contextOf(telemetry);
    this.settings = options;
    this.naming = new StreamNaming(options);
    this.temporality = temporalityOf(options.temporality ?? 'cumulative');
    this.resource = options.resource ?? NO_RESOURCE;
  }

  collect({ timeoutMillis }: { readonly timeoutMillis?: number } = {}): Promise<CollectionResult> {
    const collected = this.last.then(() => this.collectNow(timeoutMillis));
    this.last = collected.catch(() => {});
    return collected;
  }

  private async collectNow(timeoutMs: number | undefined): Promise<CollectionResult> {
    const errors = await componentOf(this.instance, Observers, 'observers').collect(timeoutMs);
    const atUnixMs = this.instance.clock.wallUnixMs();
    const scopeMetrics = await runInSlices(this.read(atUnixMs), this.instance.budget);
    this.deltas.end(atUnixMs);
    return { resourceMetrics: { resource: this.resource, scopeMetrics }, errors };
  }

  private *read(atUnixMs: number): Slices<ScopeMetrics[]> {
    const scoped = new ScopedMetrics();
    for (const metric of this.telemetry.metrics) {
      for (const series of metric.series) {
        this.add(scoped, metric, series, atUnixMs);
        yield;
      }
    }
    return scoped.list();
  }

  private add(scoped: ScopedMetrics, metric: MetricReading, series: DataPoint, endUnixMs: number): void {
    // Nothing was recorded yet: the SDK has no such series.
    if ('histogram' in series && series.histogram.count === 0) return;
    const { stream, attributes } = this.naming.name(metric, series);
    const { kind } = stream;
    const temporality = this.temporality(instrumentType(kind, stream.isObserved));
    const isDelta = kind !== 'gauge' && temporality === DELTA;
    const exported = isDelta ? this.deltas.since(series) : { series, startUnixMs: series.createdAtUnixMs };
    if (exported === undefined) return;
    // A wall clock that was set back must not make points that end before they begin.
    const startTime = hrTime(Math.min(exported.startUnixMs, endUnixMs));
    const target = scoped.metric(stream, () =>
      emptyMetric(kind, stream.descriptor, temporality, this.settings),
    );
    const time = { startTime, endTime: hrTime(endUnixMs) };
    addPoint(target, exported.series, attributes, time, stream.bounds, this.settings);
  }
}

/** Metrics by scope, in the order of their first point. */
class ScopedMetrics {
  private readonly byScope = new Map<string, ScopeMetrics>();
  private readonly byStream = new Map<string, MetricData>();

  metric({ key, scope }: StreamOfPoints, make: () => MetricData): MetricData {
    const known = this.byStream.get(key);
    if (known !== undefined) return known;
    const scopeKey = JSON.stringify(scope);
    const scopeMetrics = this.byScope.get(scopeKey) ?? { scope, metrics: [] };
    this.byScope.set(scopeKey, scopeMetrics);
    const metric = make();
    scopeMetrics.metrics.push(metric);
    this.byStream.set(key, metric);
    return metric;
  }

  list(): ScopeMetrics[] {
    return [...this.byScope.values()];
  }
}

const NO_RESOURCE: MetricResource = {
  attributes: {},
  merge: (other) => other ?? NO_RESOURCE,
  getRawAttributes: () => [],
};
