/**
 * The Prometheus text exposition format, version 0.0.4
 * (prometheus/docs, instrumenting/exposition_formats.md, "Text-based format").
 *
 * The format carries no native histograms: distributions appear as classic cumulative `le` buckets at the bounds
 * that the catalogue gives them, within the error that `bucketCounts` states.
 */

import type {
  MetricDefinition,
  MetricSnapshot,
  SeriesSnapshot,
  TelemetrySnapshot,
} from '../telemetry/snapshot.ts';
import { classicBuckets } from './classic-buckets.ts';
import { escapeHelp, labelPairs, sampleValue } from './spelling.ts';

/** The `Content-Type` that a response with `expositionText` as its body must carry. */
export const EXPOSITION_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Everything recorded, as one page for a Prometheus server: the families in the order of the catalogue, their
 * series in the order in which they were first seen. A family without series is left out.
 *
 * @example
 * response.setHeader('content-type', EXPOSITION_CONTENT_TYPE);
 * response.end(expositionText(telemetry.snapshot()));
 */
export function expositionText(snapshot: TelemetrySnapshot): string {
  let text = '';
  for (const metric of snapshot.metrics) text += familyText(metric);
  return text;
}

/** The samples of one series: each line with the newline before it, so that what repeats is one piece. */
type SeriesWriter = (series: SeriesSnapshot) => string;

function familyText({ definition, fullName, series }: MetricSnapshot): string {
  if (series.length === 0) return '';
  const write = (definition.kind === 'histogram' ? histogramWriter : valueWriter)(definition, fullName);
  let text = `# HELP ${fullName} ${escapeHelp(definition.help)}\n# TYPE ${fullName} ${definition.kind}`;
  for (const one of series) text += write(one);
  return `${text}\n`;
}

function valueWriter(definition: MetricDefinition, fullName: string): SeriesWriter {
  return (series) => {
    if (!('value' in series)) return '';
    return `\n${fullName}${braced(labelPairs(definition, series))} ${sampleValue(series.value)}`;
  };
}

function histogramWriter(definition: MetricDefinition, fullName: string): SeriesWriter {
  const bounds = definition.bucketBounds ?? [];
  const buckets = classicBuckets(bounds);
  const ends = bounds.map((bound) => `le="${sampleValue(bound)}"} `);
  return (series) => {
    if (!('histogram' in series)) return '';
    const { count, sum } = series.histogram;
    const cumulative = buckets(series.histogram);
    const pairs = labelPairs(definition, series);
    const start = `\n${fullName}_bucket{${pairs}${pairs === '' ? '' : ','}`;
    let text = '';
    for (let i = 0; i < ends.length; i++) text += start + ((ends[i] as string) + cumulative[i]);
    const labels = braced(pairs);
    return (
      `${text}${start}le="+Inf"} ${count}` +
      `\n${fullName}_sum${labels} ${sampleValue(sum)}\n${fullName}_count${labels} ${count}`
    );
  };
}

function braced(pairs: string): string {
  return pairs === '' ? '' : `{${pairs}}`;
}
