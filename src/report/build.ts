/** From what was recorded to what the report says, in slices: a report of everything is long work. */

import { mapping, runSync, type Slices } from '../metrics/inner.ts';
import { runtimeName } from '../runtime/index.ts';
import {
  analysing,
  failureMetrics,
  instanceOf,
  type MetricsSource,
  objectiveResults,
  operationTotals,
  type Reading,
  type ReadingOptions,
  readingOf,
  summarizing,
} from '../telemetry/index.ts';
import type { ReportDocument, Section } from './document/document.ts';
import { categorySections } from './parts.ts';
import { illustrating } from './pictures.ts';
import type { ReportContext, SectionMaker } from './sections/context.ts';
import { failures } from './sections/overall/failures.ts';
import { budgets, objectives } from './sections/overall/objectives.ts';
import { ownMetrics, processMetrics, telemetryItself } from './sections/overall/other-metrics.ts';
import { recommendations } from './sections/overall/recommendations.ts';
import { summary } from './sections/overall/summary.ts';

/**
 * What a report says, before it has a look; `renderReport` gives it one.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND,
 * TELEMETRY_OPTION_RANGE
 * @example
 * const document = buildReport(mergeTelemetrySnapshots(fromWorkers), { analysisPercentiles: [50, 99.9] });
 * await writeFile('report.md', renderReport(document));
 */
export function buildReport(source: MetricsSource, options: ReadingOptions = {}): ReportDocument {
  return illustratedDocumentOf(contextOf(source, options));
}

/** @throws as `buildReport` */
export function contextOf(source: MetricsSource, options: ReadingOptions): ReportContext {
  const runtime = instanceOf(source) === undefined ? undefined : runtimeName();
  return runSync(judging(readingOf(source, options), { runtime, members: [] }));
}

/** Without pictures, which cost more than all else. */
export function documentOf(context: ReportContext): ReportDocument {
  return runSync(documenting(context));
}

export function illustratedDocumentOf(context: ReportContext): ReportDocument {
  return runSync(illustrating(documentOf(context), context));
}

/** What follows from what was recorded. */
export function* judging(
  reading: Reading,
  recordedBy: Pick<ReportContext, 'runtime' | 'members'>,
): Slices<ReportContext> {
  const { snapshot, recent, activeWorkers, percentiles } = reading;
  return {
    ...reading,
    ...recordedBy,
    summaries: yield* summarizing({ ...snapshot, recent, activeWorkers }, percentiles),
    totals: yield* operationTotals(snapshot.metrics, {}),
    failures: yield* failureMetrics(snapshot),
    findings: yield* analysing(reading),
    objectives: yield* objectiveResults(reading),
  };
}

/** The summary first, then a part for each category of work; the headings are those of the source document. */
export function* documenting(context: ReportContext): Slices<ReportDocument> {
  const made = function* (...makers: readonly SectionMaker[]): Slices<Section[]> {
    const sections = yield* mapping(makers, (make) => make(context));
    return sections.flatMap((section) => section ?? []);
  };
  return {
    schemaVersion: 1,
    title: 'AI/ML Performance Report',
    startedAtUnixMs: context.snapshot.startedAtUnixMs,
    takenAtUnixMs: context.snapshot.takenAtUnixMs,
    sections: [
      ...(yield* made(summary)),
      ...(yield* categorySections(context)),
      ...(yield* ownMetrics(context)),
      ...(yield* processMetrics(context)),
      ...(yield* made(failures, objectives, budgets, recommendations)),
      ...(yield* telemetryItself(context)),
    ],
  };
}
