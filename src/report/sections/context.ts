/** What a report is made from, and what each category of work has to say in it. */

import type { Slices } from '../../metrics/inner.ts';
import type {
  FailureMetrics,
  Finding,
  ObjectiveResult,
  OperationTotals,
  Reading,
  Summaries,
} from '../../telemetry/index.ts';
import type { Section } from '../document/document.ts';

/** What was recorded, and what follows from it. */
export interface ReportContext extends Omit<Reading, 'objectives'> {
  readonly summaries: Summaries;
  /** Of all operations, by type and backend. */
  readonly totals: readonly OperationTotals[];
  readonly failures: readonly FailureMetrics[];
  readonly findings: readonly Finding[];
  readonly objectives: readonly ObjectiveResult[];
  /** Where it was recorded: undefined of a snapshot, which may come from anywhere. */
  readonly runtime: string | undefined;
  /** Who recorded it, of a history that several keep: processes, machines, pages. */
  readonly members: readonly string[];
}

/** Makes a section, or undefined when there is nothing to tell. */
export type SectionMaker = (context: ReportContext) => Section | undefined | Slices<Section | undefined>;

/** The part of a category: sections for readers, a value for programs. */
export interface ReportPart<Name extends string, Summary> {
  /** Its field in the comprehensive report, and its key in JSON. */
  readonly name: Name;
  /** None when there is nothing to tell; in slices where there may be many tables. */
  sections(summary: Summary, context: ReportContext): readonly Section[] | Slices<readonly Section[]>;
  /** With keys in snake_case, times in seconds, and null where nothing is known; in slices where each item takes long. */
  json(summary: Summary, context: ReportContext): unknown;
}
