/** Everything that was recorded as one object, for programs: the results of all getters, and what follows. */

import {
  contextOf,
  failureMetrics,
  getFindings,
  getObjectives,
  operationMetrics,
  type TelemetryHandle,
} from '../telemetry/index.ts';
import { requireTelemetry } from './checks.ts';
import { resultsOf } from './parts.ts';
import { type ReportJson, reportJson } from './report-json.ts';
import type { ReportResults } from './results.ts';
import type { ReportContext } from './sections/context.ts';

export interface ComprehensiveReport extends ReportResults {
  /**
   * What JSON.stringify writes: with the keys and the units of the source document: seconds, bytes, items per second,
   * times as seconds since 1970; `null` where nothing is known. What the document has no key for comes on top.
   */
  toJSON(): ReportJson;
}

export function comprehensiveReport(context: ReportContext): ComprehensiveReport {
  const { snapshot, percentiles, objectives, findings } = context;
  const { startedAtUnixMs, takenAtUnixMs, metrics } = snapshot;
  const seconds = (takenAtUnixMs - startedAtUnixMs) / 1000;
  const results: ReportResults = {
    schemaVersion: 1,
    startedAtUnixMs,
    takenAtUnixMs,
    ...resultsOf(context),
    operations: operationMetrics(metrics, {}, seconds, percentiles),
    failures: failureMetrics(snapshot),
    objectives,
    recommendations: findings,
  };
  // Not a field that reads as data: the object is what a reader prints.
  return Object.defineProperty(results, 'toJSON', {
    value: () => reportJson(results, context),
  }) as ComprehensiveReport;
}

/**
 * Everything that was recorded, as an object. It takes any subset of data, none at all too.
 *
 * @throws REPORT_SOURCE
 * @example
 * const report = getComprehensiveReport(telemetry);
 * await writeFile('report.json', JSON.stringify(report));
 */
export function getComprehensiveReport(telemetry: TelemetryHandle): ComprehensiveReport {
  return comprehensiveReport(reportContextOf(telemetry));
}

/** @throws REPORT_SOURCE */
export function reportContextOf(telemetry: TelemetryHandle): ReportContext {
  requireTelemetry(telemetry);
  const { analysisPercentiles, thresholds } = contextOf(telemetry);
  return {
    snapshot: telemetry.snapshot(),
    percentiles: analysisPercentiles,
    findings: getFindings(telemetry),
    objectives: getObjectives(telemetry),
    thresholds,
  };
}
