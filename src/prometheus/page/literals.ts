/** How kinds, labels, help and bounds are written. */
import type { MetricKind } from '../../metrics/inner.ts';

/**
 * The label of the series that holds what came after a metric was full, in the spelling that Prometheus gives the
 * attribute `otel.metric.overflow` (OpenTelemetry metrics SDK, cardinality limits).
 */
export const OVERFLOW_LABEL = { name: 'otel_metric_overflow', value: 'true' } as const;

/** Prometheus has no counters that go down. */
export function typeName(kind: MetricKind): Exclude<MetricKind, 'up_down_counter'> {
  return kind === 'up_down_counter' ? 'gauge' : kind;
}

const NEEDS_ESCAPE = /["\\\n]/;
const EACH_ESCAPE = /["\\\n]/g;
const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n' };

/** As it stands between double quotes. */
export function escapeLabelValue(value: string): string {
  return NEEDS_ESCAPE.test(value) ? value.replaceAll(EACH_ESCAPE, (one) => ESCAPES[one] as string) : value;
}

/** As it stands in a line of text 0.0.4, where quotes are only quotes. */
export function escapeHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/**
 * A number as Go writes it, which OpenMetrics wants for `le` ("Considerations: Canonical Numbers"): `1.0`, `0.0025`,
 * `1e+06`.
 */
export function formatOpenMetricsFloat(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 6)) {
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

/** As Prometheus and OpenMetrics read it. */
export function formatFloat(value: number): string {
  if (Number.isFinite(value)) return `${value}`;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
