/**
 * What was recorded, as plain, immutable data: the only thing that reports, expositions, exporters and stores
 * read. Nothing in it refers to the instance it came from; it can be cloned to a worker, stored and compared.
 */
import type { ExplicitSnapshot, ExponentialSnapshot } from '../histogram/index.ts';

/** Counters go up; up-down counters are sums that go both ways; gauges have a last value. */
export type MetricKind = 'counter' | 'up_down_counter' | 'gauge' | 'histogram';

/** Base units only. `per_second` is a rate of whatever the name says; `1` is a count or has no unit. */
export type MetricUnit = 'seconds' | 'bytes' | 'ratio' | 'per_second' | '1';

export const METRIC_CATEGORIES = [
  'model',
  'inference',
  'training',
  'dataset',
  'distributed',
  'storage',
  'http',
  'operation',
  'runtime',
  'custom',
  'self',
] as const;

export type MetricCategory = (typeof METRIC_CATEGORIES)[number];

export interface MetricDefinition {
  /** Without prefix: `inference_seconds`. */
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: MetricUnit;
  /** One sentence, of the caller's own metrics; for those of the catalogue, see helpOf. */
  readonly help?: string;
  readonly labels: readonly string[];
  /** True where each series has labels of its own, as instruments have: then `labels` are those in use so far. */
  readonly hasOpenLabels?: boolean;
  /** Upper bounds `le` for expositions with classic buckets, ascending, without +Inf; histograms only. */
  readonly bucketBounds?: readonly number[];
  readonly category: MetricCategory;
}

export type Labels = Readonly<Record<string, string>>;

/** An instrument of another API through which series are recorded, in that API's own words. */
export interface InstrumentIdentity {
  /** As it was named there: `http.server.request.duration`. */
  readonly name: string;
  readonly description: string;
  /** UCUM: `s`, `By`, `{request}`; empty if there is none. */
  readonly unit: string;
  /** Whether its values are whole numbers. */
  readonly isWhole: boolean;
  /** Whether its values are asked for at each reading, and not recorded. */
  readonly isObserved: boolean;
  /** The library that records with it. */
  readonly scope: InstrumentScope;
}

export interface InstrumentScope {
  readonly name: string;
  /** Empty if there is none. */
  readonly version: string;
  /** Empty if there is none. */
  readonly schemaUrl: string;
}

/** What a series is where it comes from; its labels are spelled after this. */
export interface SeriesOrigin {
  /** One object for all series of the instrument. */
  readonly instrument: InstrumentIdentity;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export type AttributeValue = string | number | boolean | readonly (string | number | boolean | null)[];

export interface SeriesIdentity {
  /** The same object in every snapshot that an instance gives of the series. */
  readonly labels: Labels;
  readonly overflow: boolean;
  /** Of series that an instrument of another API records. */
  readonly origin?: SeriesOrigin;
}

/** A recorded value and the span that it was recorded in: the way from a figure to a trace. */
export interface Exemplar {
  readonly value: number;
  readonly timestampUnixMs: number;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
}

/**
 * One label set of a metric. When a metric is full, whatever comes under new label sets is recorded in one more
 * series, with `overflow` true and no labels.
 */
export type SeriesSnapshot = SeriesIdentity & {
  /** When the series was made; what a counter or a histogram holds, it has counted since then. */
  readonly createdAtUnixMs: number;
  /**
   * Of a counter the newest, of a histogram the newest of each range of values, from the lowest to the highest, 20 at
   * most. Left out where nothing was recorded in a trace; gauges have none.
   */
  readonly exemplars?: readonly Exemplar[];
} & (
    | { readonly value: number }
    | {
        readonly histogram: ExponentialSnapshot;
        /** The same values in the explicit buckets that the instrument was asked for. */
        readonly explicit?: ExplicitSnapshot;
      }
  );

export interface MetricSnapshot {
  readonly definition: MetricDefinition;
  /** Prefix and name: `ipfs_aiml_inference_seconds`. */
  readonly fullName: string;
  /** In the order of their first use; gauges that were never set are left out. */
  readonly series: readonly SeriesSnapshot[];
}

/**
 * A metric whose series are read when they are asked for, one by one: each is consistent in itself. A MetricSnapshot is
 * one, too.
 */
export interface MetricReading {
  readonly definition: MetricDefinition;
  readonly fullName: string;
  readonly series: Iterable<SeriesSnapshot>;
  /**
   * @internal As `series`, for whoever is done with each before anything else happens to a histogram: its counts may
   * lie in kernel memory. Copying them takes a third of the time of an exposition.
   */
  readonly inPlace?: Iterable<SeriesSnapshot>;
}

/** One training statistic of one model over its epochs. */
export interface CurveSnapshot {
  readonly modelId: string;
  /** `loss`, `learning_rate`, `gradient_norm`, `epoch_seconds`, `samples_per_second`, or the caller's own name. */
  readonly metric: string;
  /** Points recorded. The arrays hold fewer once `historySize` is reached: every 2nd, 4th, 8th ... point. */
  readonly count: number;
  /** Values that were no finite numbers: a loss that became NaN, say. They are in nothing else here. */
  readonly rejected: number;
  /** Over all recorded points; NaN when there is none. */
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** The first and the last point are always there. */
  readonly epochs: readonly number[];
  readonly values: readonly number[];
}

export interface TelemetrySnapshot {
  readonly version: 1;
  readonly startedAtUnixMs: number;
  readonly takenAtUnixMs: number;
  /** Metrics with at least one series: the catalogue's in its order, then the caller's own. */
  readonly metrics: readonly MetricSnapshot[];
  readonly curves: readonly CurveSnapshot[];
}
