/** From a snapshot to what the report says. */

import {
  DEFAULT_THRESHOLDS,
  findingsIn,
  restoreTelemetrySnapshot,
  type TelemetrySnapshot,
} from '../telemetry/index.ts';
import type { ReportDocument, Section } from './document/document.ts';
import { categorySections } from './parts.ts';
import type { ReportContext, SectionMaker } from './sections/context.ts';
import { failures } from './sections/failures.ts';
import { objectives } from './sections/objectives.ts';
import { ownMetrics } from './sections/own-metrics.ts';
import { recommendations } from './sections/recommendations.ts';
import { summary } from './sections/summary.ts';

/** What a snapshot does not tell; left out, a report has the defaults, and no objectives. */
export type ReportDetails = Partial<Pick<ReportContext, 'findings' | 'objectives' | 'thresholds'>>;

/**
 * @param percentiles of durations, 0 to 100.
 * @param details `findings`, those of `getFindings(telemetry)`, which knows thresholds, objectives and what went before;
 * those of the snapshot alone if left out. `objectives`, those of `getObjectives(telemetry)`. `thresholds`, what the
 * ratings go by.
 * @throws TELEMETRY_SNAPSHOT
 */
export function buildReport(
  given: TelemetrySnapshot,
  percentiles: readonly number[],
  details: ReportDetails = {},
): ReportDocument {
  return documentOf(contextFor(given, percentiles, details));
}

/** @throws TELEMETRY_SNAPSHOT */
export function contextFor(
  given: TelemetrySnapshot,
  percentiles: readonly number[],
  { findings, objectives = [], thresholds = DEFAULT_THRESHOLDS }: ReportDetails = {},
): ReportContext {
  const snapshot = restoreTelemetrySnapshot(given);
  return { snapshot, percentiles, findings: findings ?? findingsIn(snapshot), objectives, thresholds };
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
      ...made(ownMetrics, failures, objectives, recommendations),
    ],
  };
}
