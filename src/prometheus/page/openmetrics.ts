/**
 * OpenMetrics 1.0.0 (prometheus/OpenMetrics, specification/OpenMetrics.md): text with units, exemplars, and the time at
 * which a series began. It carries no native histograms either; 2.0, in openmetrics-2.ts, does.
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
    header: (metric) => openMetricsHeader(metric, nameOf(metric)),
    bound: formatOpenMetricsFloat,
    counterName: (fullName) => `${familyName(fullName)}${COUNTER_SUFFIX}`,
    hasSum,
    exemplars: EXEMPLARS,
    ...(createdSamples ? { afterSeries: writeCreated } : {}),
    end: '# EOF\n',
  });
}

/** Suffixes that tell the kind belong to samples alone. */
function nameOf({ instrument, name, isInfo }: ExposedFamily): string {
  if (isInfo) return name.replace(/_info$/, '');
  return instrument.kind === 'counter' ? familyName(name) : name;
}

/** What is told of a family. @param name under which it goes there */
export function openMetricsHeader({ instrument, isInfo }: ExposedFamily, name: string): string {
  const { kind, unit } = instrument;
  // A unit has to be the end of the name, but for the suffix of a counter; a rate of something, and a count, have none.
  const hasUnit = familyName(name).endsWith(`_${unit}`) && unit !== 'per_second';
  const unitLine = hasUnit ? `# UNIT ${name} ${unit}\n` : '';
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

export function writeExemplar(out: Utf8Writer, { traceId, spanId, value, timestampUnixMs }: Exemplar): void {
  // Ids come from whoever traces: what they are made of is not for us to trust.
  out.text(` # {trace_id="${escapeLabelValue(traceId)}",span_id="${escapeLabelValue(spanId)}"} `);
  out.number(value);
  out.ascii(' ');
  out.number(timestampUnixMs / 1000);
}
