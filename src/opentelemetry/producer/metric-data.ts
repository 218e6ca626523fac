/**
 * What a MetricProducer hands to a MetricReader: the shapes of @opentelemetry/sdk-metrics 2.x and 3.x, written down
 * here so that neither is needed. The numbers are those of its enums.
 */
import type { OtelExponentialHistogram } from '../../histogram/index.ts';

export const DELTA = 0;
export const CUMULATIVE = 1;
export type Temporality = typeof DELTA | typeof CUMULATIVE;

export const HISTOGRAM_POINTS = 0;
export const EXPONENTIAL_HISTOGRAM_POINTS = 1;
export const GAUGE_POINTS = 2;
export const SUM_POINTS = 3;

export const INT = 0;
export const DOUBLE = 1;

/** Seconds since 1970-01-01 UTC, and nanoseconds. */
export type HrTime = [number, number];

export type PointAttributes = Record<
  string,
  string | number | boolean | (string | null)[] | (number | null)[] | (boolean | null)[]
>;

export interface DataPoint<Value> {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: PointAttributes;
  readonly value: Value;
  /** Measurements with the trace that they were made in. The SDK's own exporters do not send them yet. */
  readonly exemplars?: readonly PointExemplar[];
}

export interface PointExemplar {
  readonly value: number;
  readonly time: HrTime;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
}

export interface ExplicitPoint {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  /** One more count than boundaries. */
  readonly buckets: { boundaries: number[]; counts: number[] };
}

/** The kernel's form, with arrays that the SDK's types take. */
export interface ExponentialPoint extends Omit<OtelExponentialHistogram, 'positive' | 'negative'> {
  readonly positive: { offset: number; bucketCounts: number[] };
  readonly negative: { offset: number; bucketCounts: number[] };
}

export interface MetricDescriptor {
  readonly name: string;
  readonly description: string;
  /** UCUM: `s`, `By`, `{token}`; empty if there is none. */
  readonly unit: string;
  readonly valueType: typeof INT | typeof DOUBLE;
}

interface Described {
  readonly descriptor: MetricDescriptor;
  readonly aggregationTemporality: Temporality;
}

export interface SumData extends Described {
  readonly dataPointType: typeof SUM_POINTS;
  readonly isMonotonic: boolean;
  readonly dataPoints: DataPoint<number>[];
}

export interface GaugeData extends Described {
  readonly dataPointType: typeof GAUGE_POINTS;
  readonly dataPoints: DataPoint<number>[];
}

export interface ExplicitData extends Described {
  readonly dataPointType: typeof HISTOGRAM_POINTS;
  readonly dataPoints: DataPoint<ExplicitPoint>[];
}

export interface ExponentialData extends Described {
  readonly dataPointType: typeof EXPONENTIAL_HISTOGRAM_POINTS;
  readonly dataPoints: DataPoint<ExponentialPoint>[];
}

export type MetricData = SumData | GaugeData | ExplicitData | ExponentialData;

export interface InstrumentationScope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}

export interface ScopeMetrics {
  readonly scope: InstrumentationScope;
  readonly metrics: MetricData[];
}

/** As the SDK's types have them. */
type Items<Item> = (Item | null | undefined)[];

/** What @opentelemetry/resources makes. Readers of the SDK use the resource of their provider instead. */
export interface MetricResource {
  readonly attributes: Readonly<
    Record<string, string | number | boolean | Items<string> | Items<number> | Items<boolean> | undefined>
  >;
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's type refers to itself, and differs between its versions.
  merge(other: any): any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  getRawAttributes(): any[];
}

export interface CollectionResult {
  readonly resourceMetrics: { resource: MetricResource; scopeMetrics: ScopeMetrics[] };
  /** What callbacks of observable instruments threw. */
  readonly errors: unknown[];
}

/** Milliseconds since 1970 as the SDK has times. */
export function hrTime(unixMs: number): HrTime {
  const nanoseconds = Math.round((unixMs % 1000) * 1e6);
  const seconds = Math.floor(unixMs / 1000);
  return nanoseconds < 1e9 ? [seconds, nanoseconds] : [seconds + 1, 0];
}
