/** From a snapshot to what the report says. */

import { findingsIn } from '../telemetry/analysis/analysis.ts';
import type { TelemetrySnapshot } from '../telemetry/context/context.ts';
import type { Finding } from '../telemetry/context/finding.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../telemetry/context/thresholds.ts';
import { restoreTelemetrySnapshot } from '../telemetry/query/merge-snapshots.ts';
import type { ReportContext, SectionMaker } from './context.ts';
import type { ReportDocument, Section } from './document.ts';
import { inference } from './sections/inference.ts';
import { metricSection } from './sections/metrics.ts';
import { modelLoading } from './sections/models.ts';
import { recommendations } from './sections/recommendations.ts';
import { summary } from './sections/summary.ts';
import { training } from './sections/training.ts';
import { workerUtilization } from './sections/workers.ts';

/** In the order of the report; the headings are those of the source document. */
const SECTIONS: readonly SectionMaker[] = [
  summary,
  modelLoading,
  inference,
  training,
  metricSection('Dataset', 'dataset'),
  metricSection('Distributed Overhead', 'distributed', ['worker_utilization_ratio']),
  workerUtilization,
  metricSection('Storage', 'storage'),
  metricSection('Own Metrics', 'custom'),
  recommendations,
];

/**
 * @param percentiles of durations, 0 to 100.
 * @param findings those of `getFindings(telemetry)`, which knows thresholds, objectives and what went before; those
 * of the snapshot alone if left out.
 * @param thresholds what the ratings go by.
 * @throws TELEMETRY_SNAPSHOT
 */
export function buildReport(
  given: TelemetrySnapshot,
  percentiles: readonly number[],
  findings?: readonly Finding[],
  thresholds: Thresholds = DEFAULT_THRESHOLDS,
): ReportDocument {
  const snapshot = restoreTelemetrySnapshot(given);
  const context: ReportContext = {
    snapshot,
    percentiles,
    findings: findings ?? findingsIn(snapshot),
    thresholds,
  };
  return {
    schemaVersion: 1,
    title: 'AI/ML Performance Report',
    takenAtUnixMs: snapshot.takenAtUnixMs,
    sections: SECTIONS.map((make) => make(context)).filter(
      (section): section is Section => section !== undefined,
    ),
  };
}
