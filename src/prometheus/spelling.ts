/** How numbers, labels and help are written in the text format. */

import type { MetricDefinition, SeriesSnapshot } from '../telemetry/snapshot.ts';

/**
 * The label of the series that holds what came after a metric was full, in the spelling that Prometheus gives
 * the attribute `otel.metric.overflow` (OpenTelemetry metrics SDK, cardinality limits).
 */
const OVERFLOW_PAIR = 'otel_metric_overflow="true"';

/** The shortest decimal that reads back as the same double; the three values that are no number by name. */
export function sampleValue(value: number): string {
  if (Number.isFinite(value)) return `${value}`;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

/** `model_id="a",batch_size="8"`, in the order of the definition; empty when there is no label. */
export function labelPairs(definition: MetricDefinition, { labels, overflow }: SeriesSnapshot): string {
  if (overflow) return OVERFLOW_PAIR;
  let pairs = '';
  for (const name of definition.labels) {
    const value = labels[name];
    if (value !== undefined) pairs += `${pairs === '' ? '' : ','}${name}="${escapeLabel(value)}"`;
  }
  return pairs;
}

export function escapeHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(value: string): string {
  return NEEDS_ESCAPE.test(value) ? value.replaceAll(EACH_ESCAPE, (one) => ESCAPES[one] as string) : value;
}

const NEEDS_ESCAPE = /["\\\n]/;
const EACH_ESCAPE = /["\\\n]/g;
const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n' };
