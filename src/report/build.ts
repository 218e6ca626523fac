/** From what was recorded to what the report says. */

import { runtimeName } from '../runtime/index.ts';
import {
  findingsIn,
  instanceOf,
  type MetricsSource,
  objectiveResult,
  type ReadingOptions,
  readingOf,
} from '../telemetry/index.ts';
import type { ReportDocument, Section } from './document/document.ts';
import { categorySections } from './parts.ts';
import type { ReportContext, SectionMaker } from './sections/context.ts';
import { failures } from './sections/overall/failures.ts';
import { objectives } from './sections/overall/objectives.ts';
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
  return documentOf(contextOf(source, options));
}

/** @throws as `buildReport` */
export function contextOf(source: MetricsSource, options: ReadingOptions): ReportContext {
  const reading = readingOf(source, options);
  return {
    ...reading,
    findings: findingsIn(reading),
    objectives: reading.objectives.map((objective) => objectiveResult(objective, reading)),
    runtime: instanceOf(source) === undefined ? undefined : runtimeName(),
  };
}

/** The summary first, then a part for each category of work; the headings are those of the source document. */
export function documentOf(context: ReportContext): ReportDocument {
  const made = (...makers: readonly SectionMaker[]): Section[] =>
    makers.flatMap((make) => make(context) ?? []);
  return {
    schemaVersion: 1,
    title: 'AI/ML Performance Report',
    takenAtUnixMs: context.snapshot.takenAtUnixMs,
    sections: [
      ...made(summary),
      ...categorySections(context),
      ...made(ownMetrics, processMetrics, failures, objectives, recommendations, telemetryItself),
    ],
  };
}
