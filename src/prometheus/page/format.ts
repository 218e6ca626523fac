/** What a format is to those who drive it. */
import { wrongKind } from '../../errors.ts';
import type { MetricReading } from '../../metrics/inner.ts';
import { isRecord } from '../../validate.ts';
import type { ExposedFamily } from '../families/model.ts';

/** As much of a telemetry, or of a snapshot, as is exposed. */
export interface Exposable {
  readonly metrics: Iterable<MetricReading>;
}

/** @throws PROMETHEUS_SOURCE */
export function requireExposable(source: Exposable): void {
  // Not read: nothing is, before a reader asks for it.
  if (isRecord(source) && 'metrics' in source) return;
  const remedy = 'Pass what createTelemetry() or createMetrics() returned, or a snapshot of it.';
  throw wrongKind('PROMETHEUS_SOURCE', 'source', 'a telemetry or a snapshot', source, remedy);
}

export interface Format {
  /** The `Content-Type` of what it writes. */
  readonly contentType: string;
  /**
   * Writes the metrics bit by bit: at every `undefined` its caller may pause, and every array comes before the next.
   * A metric without a series is left out.
   */
  write(families: readonly ExposedFamily[]): Generator<Uint8Array<ArrayBuffer> | undefined, void>;
}

/** Of formats with native histograms. */
export interface NativeOptions {
  /** Upper bound of the schema. */
  readonly nativeSchema: number;
  /** Most buckets of each sign. */
  readonly nativeMaxBuckets: number;
  readonly classicBuckets: boolean;
}
