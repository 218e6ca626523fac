/** Everything that was recorded as one object, for programs: the results of all getters, and what follows. */

import { runSync, type Slices } from '../metrics/inner.ts';
import { type MetricsSource, operationMetrics, type ReadingOptions } from '../telemetry/index.ts';
import { contextOf } from './build.ts';
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
  const results = runSync(reportResults(context));
  // Not a field that reads as data: the object is what a reader prints. And none at all, since WebKit's JSON.stringify calls no
  // `toJSON` that an object has of its own and does not enumerate.
  const toJSON = { value: () => runSync(reportJson(results, context)) };
  return Object.setPrototypeOf(results, Object.create(Object.prototype, { toJSON }));
}

export function* reportResults(context: ReportContext): Slices<ReportResults> {
  const { snapshot, durationSeconds, percentiles, objectives, findings, failures } = context;
  const { startedAtUnixMs, takenAtUnixMs, metrics } = snapshot;
  return {
    schemaVersion: 1,
    startedAtUnixMs,
    takenAtUnixMs,
    ...resultsOf(context),
    operations: yield* operationMetrics(metrics, {}, durationSeconds, percentiles),
    failures,
    objectives,
    recommendations: findings,
  };
}

/**
 * Everything that was recorded, as an object. It takes any subset of data, none at all too.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND,
 * TELEMETRY_OPTION_RANGE
 * @example
 * const report = getComprehensiveReport(telemetry);
 * await writeFile('report.json', JSON.stringify(report));
 */
export function getComprehensiveReport(
  source: MetricsSource,
  options: ReadingOptions = {},
): ComprehensiveReport {
  return comprehensiveReport(contextOf(source, options));
}
