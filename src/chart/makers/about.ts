/** What a chart says of itself in words: its title, what a screen reader reads, and what is to be known of its numbers. */
import { utcFormat } from 'd3-time-format';
import { formatMeasurement } from '../look/format.ts';
import { shortened, visible } from '../look/text.ts';
import type { Unit } from '../model.ts';
import type { ChartQuery } from '../query.ts';
import { runsIn } from '../query.ts';

/** Of a name in a title. */
const LONGEST_NAME = 48;

export interface Words {
  readonly title: string;
  readonly description: string;
  readonly notes: readonly string[];
}

/** `Latency of glyph-dense, p99 14.8 ms, 610 inferences`. @param figures those that matter, most of all the first */
export function titled(what: string, query: ChartQuery, figures: readonly string[]): string {
  return [`${what}${subjectOf(query)}`, ...figures].join(', ');
}

/** What a title says where nothing was recorded. */
export function nothingOf(what: string, query: ChartQuery): string {
  return `${what}${subjectOf(query)}: nothing recorded`;
}

/** What it is about, in words: ` of glyph-dense, add on ipfs`. */
export function subjectOf(query: ChartQuery): string {
  const { modelId, operationType, backendType, status, labels = {} } = query;
  const runs = runsIn(query);
  const words = [
    ...(operationType === undefined ? [] : [named(operationType)]),
    ...(status === undefined ? [] : [`status ${named(status)}`]),
    ...Object.entries(labels).map(([name, value]) => `${named(name)} ${named(value)}`),
    ...(runs === undefined ? [] : [`run ${runs.map(named).join(' and ')}`]),
  ];
  const of = modelId === undefined ? '' : ` of ${named(modelId)}`;
  const on = backendType === undefined ? '' : ` on ${named(backendType)}`;
  return `${of}${on}${words.length > 0 ? ` (${words.join(', ')})` : ''}`;
}

export function named(name: string): string {
  return shortened(visible(name), LONGEST_NAME);
}

export function figure(value: number, unit: Unit): string {
  return formatMeasurement({ value, unit });
}

/** `610 inferences`, `1 inference`. @param plural ends with `s` */
export function counted(count: number, plural: string): string {
  return `${figure(count, 'count')} ${count === 1 ? plural.replace(/s$/, '') : plural}`;
}

const moment = utcFormat('%H:%M:%S on %-d %B %Y');

/** `from 12:00:00 on 29 November 2026 to 12:15:00 on 29 November 2026 UTC, in steps of 10 s`. */
export function timeInWords(startUnixMs: number, endUnixMs: number, stepSeconds?: number): string {
  const steps = stepSeconds === undefined ? '' : `, in steps of ${figure(stepSeconds, 'seconds')}`;
  return `from ${momentInWords(startUnixMs)} to ${momentInWords(endUnixMs)} UTC${steps}`;
}

export function momentInWords(unixMs: number): string {
  return moment(new Date(unixMs));
}

/** By how much of the exact value a percentile of buckets of this scale may be off. */
export function errorRatioOf(scale: number): number {
  const base = 2 ** (2 ** -scale);
  return (base - 1) / (base + 1);
}

export function accuracyNote(errorRatio: number): string {
  return `Percentiles are within ${figure(errorRatio, 'ratio')} of the exact values.`;
}

/** Moments of which nothing is known, as a note; none where there is no gap. */
export function gapNotes(positions: readonly number[], reach: readonly number[]): string[] {
  let steps = 0;
  let known = 0;
  for (const [i, reached] of reach.entries()) {
    if (reached === 0 && i >= known) steps += 1;
    known = Math.max(known, i + reached);
  }
  return steps === 0
    ? []
    : [`Nothing was observed in ${steps} of ${positions.length} steps: these are gaps.`];
}
