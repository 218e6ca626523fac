/** What a chart says of itself in words: its title, what a screen reader reads, and what is to be known of its numbers. */
import { utcFormat } from 'd3-time-format';
import { formatMeasurement, spokenDuration } from '../look/format.ts';
import { shortened, visible } from '../look/text.ts';
import type { Unit } from '../model.ts';
import type { ChartQuery } from '../query.ts';
import { runsIn } from '../query.ts';

/** Of a name in a title. */
const LONGEST_NAME = 48;

export interface AboutOptions {
  /** Of the catalogue: `latency-heatmap`. */
  readonly id: string;
  /** What it is about, and what a title begins with: `Latency`. */
  readonly what: string;
  readonly query: ChartQuery;
  readonly isEmpty: boolean;
  /** For the title, the one that matters most first. */
  readonly figures: readonly string[];
  /** Of how much time these figures are; left out where they are of no range: the last ones, those of runs. */
  readonly seconds?: number | undefined;
  /** Where something was recorded. */
  readonly description: string;
  /** In which range nothing was, where that is so: `in this range` if left out. */
  readonly emptyRange?: string | undefined;
  readonly notes?: readonly string[] | undefined;
  /** 0 where all numbers are exact. */
  readonly errorRatio?: number | undefined;
}

/** What all charts have alike, but for their kind: of nothing neither notes nor an error. */
export function about({ id, what, query, isEmpty, figures, seconds, description, ...more }: AboutOptions) {
  const { emptyRange = 'in this range', notes = [], errorRatio = 0 } = more;
  const accuracy = errorRatio > 0 ? [accuracyNote(errorRatio)] : [];
  const subject = `${what}${subjectOf(query)}`;
  const time = seconds === undefined || !(seconds > 0) ? '' : ` in ${spokenDuration(seconds)}`;
  return {
    schemaVersion: 1,
    id,
    title: isEmpty ? `${subject}: nothing recorded` : `${[subject, ...figures].join(', ')}${time}`,
    description: isEmpty ? `Nothing was recorded ${emptyRange}.` : description,
    notes: isEmpty ? [] : [...accuracy, ...notes],
    errorRatio: isEmpty ? 0 : errorRatio,
    isEmpty,
  } as const;
}

/** What it is about, in words: ` of glyph-dense, add on ipfs`. */
function subjectOf(query: ChartQuery): string {
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

function accuracyNote(errorRatio: number): string {
  return `Percentiles are within ${figure(errorRatio, 'ratio')} of the exact values.`;
}

/** Moments of which nothing is known, as a note: between others, not before the first and after the last of them. */
export function gapNotes(positions: readonly number[], reach: readonly number[]): string[] {
  const last = reach.findLastIndex((reached) => reached > 0);
  let steps = 0;
  let known = reach.findIndex((reached) => reached > 0);
  for (const [i, reached] of reach.slice(0, last).entries()) {
    if (reached === 0 && i >= known) steps += 1;
    known = Math.max(known, i + reached);
  }
  return steps === 0
    ? []
    : [`Nothing was observed in ${steps} of ${positions.length} steps: these are gaps.`];
}

/** `val loss` of `val_loss`. */
export function inWords(metric: string): string {
  return metric.replaceAll('_', ' ');
}

export function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
