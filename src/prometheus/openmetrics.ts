/**
 * OpenMetrics 1.0.0 (prometheus/OpenMetrics, specification/OpenMetrics.md): text with units, exemplars, and the time at
 * which a series began. It carries no native histograms either.
 */
import { helpOf } from '../telemetry/help.ts';
import type { Exemplar, MetricReading, SeriesSnapshot } from '../telemetry/snapshot.ts';
import type { Format } from './format.ts';
import { canonical, escaped, typeName } from './spelling.ts';
import { textFormat } from './text.ts';
import type { ExemplarLines, TextFamily } from './text-family.ts';
import type { Utf8Writer } from './utf8-writer.ts';

export interface OpenMetricsOptions {
  /** Whether a `_created` sample follows each series that counts. */
  readonly createdSamples: boolean;
}

const COUNTER_SUFFIX = '_total';

export function openMetrics({ createdSamples }: OpenMetricsOptions): Format {
  return textFormat({
    contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    header,
    bound: canonical,
    counterName: (fullName) => `${familyName(fullName)}${COUNTER_SUFFIX}`,
    hasSum,
    exemplars: EXEMPLARS,
    ...(createdSamples ? { afterSeries: writeCreated } : {}),
    end: '# EOF\n',
  });
}

function header({ definition, fullName }: MetricReading): string {
  const { kind, unit } = definition;
  const name = kind === 'counter' ? familyName(fullName) : fullName;
  // A unit has to be the end of the name; a rate of something, and a count, have none.
  const unitLine = name.endsWith(`_${unit}`) && unit !== 'per_second' ? `# UNIT ${name} ${unit}\n` : '';
  return `# TYPE ${name} ${typeName(kind)}\n${unitLine}# HELP ${name} ${escaped(helpOf(definition))}\n`;
}

function familyName(fullName: string): string {
  return fullName.endsWith(COUNTER_SUFFIX) ? fullName.slice(0, -COUNTER_SUFFIX.length) : fullName;
}

/** A sum that goes down is no counter: the specification forbids it, and the count with it ("Histogram"). */
function hasSum({ definition }: MetricReading, series: SeriesSnapshot): boolean {
  const lowest = definition.bucketBounds?.[0] ?? 0;
  return lowest >= 0 && !('histogram' in series && series.histogram.min < 0);
}

function writeCreated(lines: TextFamily, series: SeriesSnapshot): void {
  const { definition, fullName } = lines.metric;
  if (typeName(definition.kind) === 'gauge') return;
  const name = definition.kind === 'counter' ? familyName(fullName) : fullName;
  lines.line(`${name}_created`, series, series.createdAtUnixMs / 1000);
}

const EXEMPLARS: ExemplarLines = {
  counter(out, { exemplars }) {
    const newest = exemplars?.at(-1);
    if (newest !== undefined) writeExemplar(out, newest);
  },
  bucket(out, { exemplars }, lower, upper) {
    if (exemplars === undefined) return;
    const inside = exemplars.find(({ value }) => value > lower && value <= upper);
    if (inside !== undefined) writeExemplar(out, inside);
  },
};

function writeExemplar(out: Utf8Writer, { traceId, spanId, value, timestampUnixMs }: Exemplar): void {
  // Ids come from whoever traces: what they are made of is not for us to trust.
  out.text(` # {trace_id="${escaped(traceId)}",span_id="${escaped(spanId)}"} `);
  out.number(value);
  out.ascii(' ');
  out.number(timestampUnixMs / 1000);
}
