/**
 * What a report says, before it has a look: sections of tables, facts and findings, with numbers as numbers.
 * A renderer turns it into markdown, text or another format; none of them knows where the numbers came from.
 */

import type { Finding } from '../../telemetry/index.ts';

/** `number` is a plain figure without a unit: a loss, a learning rate. */
export type QuantityUnit = 'seconds' | 'bytes' | 'ratio' | 'per_second' | 'count' | 'number';

/** A number with its unit; renderers choose digits and prefixes. NaN stands for "not known". */
export interface Quantity {
  readonly value: number;
  readonly unit: QuantityUnit;
}

/** The course of a figure over time, oldest first. */
export interface Course {
  readonly values: readonly number[];
}

export type Cell = string | Quantity | Course;

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
export interface Facts {
  readonly kind: 'facts';
  readonly facts: readonly { readonly label: string; readonly value: Cell }[];
}

export interface Findings {
  readonly kind: 'findings';
  readonly findings: readonly Finding[];
}

export interface Note {
  readonly kind: 'note';
  readonly text: string;
}

export type Block = Table | Facts | Findings | Note;

export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly schemaVersion: 1;
  readonly title: string;
  readonly takenAtUnixMs: number;
  /** Those that have something to say, the summary first. */
  readonly sections: readonly Section[];
}

export function quantity(value: number | undefined, unit: QuantityUnit): Quantity {
  return { value: value ?? Number.NaN, unit };
}

/** A cell of which nothing is known. */
export const UNKNOWN: Quantity = { value: Number.NaN, unit: 'number' };

export function left(heading: string): Column {
  return { heading, align: 'left' };
}

export function right(heading: string): Column {
  return { heading, align: 'right' };
}
