/**
 * OpenMetrics 1.0.0 (prometheus/OpenMetrics, specification/OpenMetrics.md): text with units, exemplars, and the time at
 * which a series began. It carries no native histograms either.
 */

import type { Exemplar } from '../../metrics/inner.ts';
import { helpOf } from '../../telemetry/index.ts';
import type { ExposedFamily, ExposedPoint } from '../families/model.ts';
import type { Format } from './format.ts';
import { escapeLabelValue, formatOpenMetricsFloat, typeName } from './literals.ts';
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
    bound: formatOpenMetricsFloat,
    counterName: (fullName) => `${familyName(fullName)}${COUNTER_SUFFIX}`,
    hasSum,
    exemplars: EXEMPLARS,
    ...(createdSamples ? { afterSeries: writeCreated } : {}),
    end: '# EOF\n',
  });
}

function header({ instrument, name: fullName, isInfo }: ExposedFamily): string {
  const { kind, unit } = instrument;
  const name = isInfo ? fullName.replace(/_info$/, '') : kind === 'counter' ? familyName(fullName) : fullName;
  // A unit has to be the end of the name; a rate of something, and a count, have none.
  const unitLine = name.endsWith(`_${unit}`) && unit !== 'per_second' ? `# UNIT ${name} ${unit}\n` : '';
  return `# TYPE ${name} ${isInfo ? 'info' : typeName(kind)}\n${unitLine}# HELP ${name} ${escapeLabelValue(helpOf(instrument))}\n`;
}

function familyName(fullName: string): string {
  return fullName.endsWith(COUNTER_SUFFIX) ? fullName.slice(0, -COUNTER_SUFFIX.length) : fullName;
}

/** A sum that goes down is no counter: the specification forbids it, and the count with it ("Histogram"). */
function hasSum({ instrument }: ExposedFamily, series: ExposedPoint): boolean {
  const lowest = instrument.bucketBounds?.[0] ?? 0;
  return lowest >= 0 && !('histogram' in series && series.histogram.min < 0);
}

function writeCreated(lines: TextFamily, series: ExposedPoint): void {
  const { instrument, name: fullName } = lines.metric;
  if (typeName(instrument.kind) === 'gauge') return;
  const name = instrument.kind === 'counter' ? familyName(fullName) : fullName;
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
  out.text(` # {trace_id="${escapeLabelValue(traceId)}",span_id="${escapeLabelValue(spanId)}"} `);
  out.number(value);
  out.ascii(' ');
  out.number(timestampUnixMs / 1000);
}
