/** What a format is to those who drive it. */
import type { MetricReading } from '../../metrics/inner.ts';
import type { ExposedFamily } from '../families/families.ts';

/** As much of a telemetry, or of a snapshot, as is exposed. */
export interface Exposable {
  readonly metrics: Iterable<MetricReading>;
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
