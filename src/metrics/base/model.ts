/**
 * What was recorded, as plain, immutable data: the only thing that reports, expositions, exporters and stores read.
 * Nothing in it refers to the program it came from; it can be cloned to a worker, written as JSON, stored and compared.
 *
 * An instrument has series, one for each set of labels, and a series has a data point. How metrics and labels are
 * called elsewhere is decided by whoever writes them there.
 */
import type { ExponentialSnapshot } from '../../histogram/index.ts';

/** Counters go up; up-down counters are sums that go both ways; gauges have a last value. */
export type MetricKind = 'counter' | 'up_down_counter' | 'gauge' | 'histogram';

/** The words for base units. `per_second` is a rate of whatever the name says; `1` is a count or has no unit. */
export type MetricUnit = 'seconds' | 'bytes' | 'ratio' | 'per_second' | '1';

/** What several processes' values of a gauge are as one; `last`: of the snapshot that was taken last. */
export type GaugeRule = 'sum' | 'min' | 'max' | 'last';

/** A share of the counts of another metric: it cannot be merged, and is computed anew from merged counts. */
export interface RatioRule {
  /** The counter, by its name without prefix. */
  readonly of: string;
  /** Counts with this value of this label, by those with any. */
  readonly label: string;
  readonly value: string;
}

/** A library that records. */
export interface InstrumentScope {
  readonly name: string;
  /** Empty if there is none. */
  readonly version: string;
  /** Empty if there is none. */
  readonly schemaUrl: string;
}

/** What is recorded: one object for all series of the instrument. */
export interface Instrument {
  /** As it was given: `inference_seconds`, `http.server.request.duration`. */
  readonly name: string;
  readonly kind: MetricKind;
  /** As it was given: a word of MetricUnit, or UCUM (`s`, `By`, `{request}`); empty or `1` if there is none. */
  readonly unit: string;
  /** One sentence. Left out for metrics of the catalogue, whose sentences are not loaded where nobody shows them. */
  readonly help?: string;
  /** The labels of each series, in their order; those in use so far where `hasDynamicLabels`. */
  readonly labels: readonly string[];
  /** Those of its labels that the metric does not have by itself: names that the user declared, and constant labels. */
  readonly addedLabels?: readonly string[];
  /** True where each series has labels of its own. */
  readonly hasDynamicLabels?: boolean;
  /** Upper bounds `le` of classic buckets, ascending, without +Inf; histograms only. Values are counted in these, exactly. */
  readonly bucketBounds?: readonly number[];
  /** `model`, `inference`, `custom` ...: what a question may ask for. */
  readonly category: string;
  /** Put before the name of a metric of the catalogue: `ipfs_aiml_`. */
  readonly prefix?: string;
  /** The library that records it; inferometer itself if left out. */
  readonly scope?: InstrumentScope;
  /** Whether its values are integers. */
  readonly isInteger?: boolean;
  /** Whether its values are asked for at each reading, and not recorded. */
  readonly isAsynchronous?: boolean;
  /** How its values become a data point, where that is not as usual for its kind: by name, see the registry. */
  readonly aggregation?: string;
  /** Of a gauge, how those of several processes become one: `sum` if left out. */
  readonly acrossProcesses?: GaugeRule | RatioRule;
  /** Of a gauge, how those of several intervals become one: `last` if left out. */
  readonly acrossIntervals?: GaugeRule;
}

export type LabelValue = string | number | boolean | readonly (string | number | boolean | null)[];

/** As they were given. Those of the catalogue and of one's own metrics are strings; attributes keep their types. */
export type Labels = Readonly<Record<string, LabelValue>>;

/** Labels that are strings alone. */
export type StringLabels = Readonly<Record<string, string>>;

/** A recorded value and the span that it was recorded in: the way from a figure to a trace. */
export interface Exemplar {
  readonly value: number;
  readonly timestampUnixMs: number;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
}

export interface SeriesIdentity {
  /** The same object in every data point that an instance gives of the series. */
  readonly labels: Labels;
  /** True for the one series that takes what comes after the metric's limit; it has no labels. */
  readonly overflow: boolean;
}

/** What a series holds: of everything, or of one interval. */
export type DataPoint = SeriesIdentity & {
  /** When the series was made; what a counter or a histogram holds, it has counted since then. */
  readonly createdAtUnixMs: number;
  /**
   * Of a counter the newest, of a histogram the newest of each range of values, from the lowest to the highest, 20 at
   * most. Left out where nothing was recorded in a trace; gauges have none.
   */
  readonly exemplars?: readonly Exemplar[];
} & ({ readonly value: number } | { readonly histogram: ExponentialSnapshot });

export type ValuePoint = Extract<DataPoint, { readonly value: number }>;
export type HistogramPoint = Extract<DataPoint, { readonly histogram: ExponentialSnapshot }>;

/** An instrument with the data points of its series. */
export interface MetricSnapshot {
  readonly instrument: Instrument;
  /** Prefix and name: `ipfs_aiml_inference_seconds`. */
  readonly fullName: string;
  /** In the order of their first use; gauges that were never set are left out. */
  readonly series: readonly DataPoint[];
}

/** As a MetricSnapshot, which is one too, but its series are read when they are asked for, one by one. */
export interface MetricReading {
  readonly instrument: Instrument;
  readonly fullName: string;
  readonly series: Iterable<DataPoint>;
  /**
   * @internal As `series`, for whoever is done with each before anything else happens to a histogram: its counts may
   * lie in kernel memory. Copying them takes a third of the time of an exposition.
   */
  readonly borrowed?: Iterable<DataPoint>;
  /** @internal The labels of the series, without a look at what they hold. */
  readonly labelSets?: Iterable<Labels>;
}

/** What was recorded up to now, of metrics alone. */
export interface MetricsSnapshot {
  readonly version: 2;
  readonly startedAtUnixMs: number;
  readonly takenAtUnixMs: number;
  /** Metrics with at least one series. */
  readonly metrics: readonly MetricSnapshot[];
}
