/**
 * What a report says, before it has a look: sections of tables, facts and findings, with numbers as numbers.
 * A renderer turns it into markdown, text or another format; none of them knows where the numbers came from.
 */

import type { Chart, Measurement, Unit as MeasurementUnit } from '../../chart/inner.ts';
import type { Category, Finding } from '../../telemetry/index.ts';

export type { Measurement, MeasurementUnit };

/** The course of a figure over time, oldest first. */
export interface Sparkline {
  readonly values: readonly number[];
}

/** A figure among others of its column. */
export interface Figure extends Measurement {
  /** Whether it is the best of them. False if left out. */
  readonly best?: boolean;
}

export type Cell = string | Figure | Sparkline;

export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

export interface Table {
  readonly kind: 'table';
  /** What the rows are, when a section has several tables. */
  readonly caption?: string;
  readonly columns: readonly Column[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly Cell[])[];
}

/** Single figures with a name each. */
export interface KeyValues {
  readonly kind: 'key_values';
  readonly pairs: readonly { readonly label: string; readonly value: Cell }[];
}

export interface Findings {
  readonly kind: 'findings';
  readonly findings: readonly Finding[];
}

export interface Note {
  readonly kind: 'note';
  readonly text: string;
}

/** What HTML shows as a picture. Markdown links to its file where there is one; the tables beside it have its figures. */
export interface Picture {
  readonly kind: 'picture';
  readonly chart: Chart;
  /** Its file beside the report: `latency-heatmap.svg`. */
  readonly file?: string;
}

export type Block = Table | KeyValues | Findings | Note | Picture;

export interface Section {
  /** What stays the same when headings change: `inference`, `failures`. */
  readonly id: string;
  /** The kind of work that it is about; undefined where it is about all of it, or about none. */
  readonly category?: Category;
  readonly heading: string;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly schemaVersion: 1;
  readonly title: string;
  /** The range that it is about; NaN where nothing was recorded. */
  readonly startedAtUnixMs: number;
  readonly takenAtUnixMs: number;
  /** Those that have something to say, the summary first. */
  readonly sections: readonly Section[];
}

export function measurement(value: number | undefined, unit: MeasurementUnit): Measurement {
  return { value: value ?? Number.NaN, unit };
}

/** A cell of which nothing is known. */
export const UNKNOWN: Measurement = { value: Number.NaN, unit: 'number' };

export function left(heading: string): Column {
  return { heading, align: 'left' };
}

export function right(heading: string): Column {
  return { heading, align: 'right' };
}
