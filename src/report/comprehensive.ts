/** Everything that was recorded as one object, for programs: the results of all getters, and what follows. */

import { getFindings } from '../telemetry/analysis/analysis.ts';
import { getObjectives, type ObjectiveResult } from '../telemetry/analysis/objective-result.ts';
import type { TelemetryHandle, TelemetrySnapshot } from '../telemetry/context/context.ts';
import { contextOf } from '../telemetry/context/context.ts';
import type { Finding } from '../telemetry/context/finding.ts';
import type { Thresholds } from '../telemetry/context/thresholds.ts';
import { type OperationMetrics, operationMetrics } from '../telemetry/query/operation-metrics.ts';
import { type DatasetMetrics, datasetMetrics } from '../telemetry/tracking/dataset/summary.ts';
import { type DistributedMetrics, distributedMetrics } from '../telemetry/tracking/distributed/summary.ts';
import { type InferenceMetrics, inferenceMetrics } from '../telemetry/tracking/inference/summary.ts';
import { type ModelMetrics, modelMetrics } from '../telemetry/tracking/model/summary.ts';
import { type TrainingMetrics, trainingMetrics } from '../telemetry/tracking/training/summary.ts';
import { requireTelemetry } from './checks.ts';
import { type ReportJson, reportJson } from './report-json.ts';
import type { ReportResults } from './results.ts';

export class ComprehensiveReport implements ReportResults {
  readonly schemaVersion = 1;
  readonly startedAtUnixMs: number;
  readonly takenAtUnixMs: number;
  readonly models: readonly ModelMetrics[];
  readonly inference: readonly InferenceMetrics[];
  readonly training: readonly TrainingMetrics[];
  readonly datasets: readonly DatasetMetrics[];
  readonly distributed: DistributedMetrics;
  /** Of every type, those of storage by backend too. */
  readonly operations: readonly OperationMetrics[];
  readonly objectives: readonly ObjectiveResult[];
  /** The severest first. */
  readonly recommendations: readonly Finding[];
  private readonly json: () => ReportJson;

  constructor(
    snapshot: TelemetrySnapshot,
    percentiles: readonly number[],
    recommendations: readonly Finding[],
    objectives: readonly ObjectiveResult[],
    thresholds: Thresholds,
  ) {
    const { startedAtUnixMs, takenAtUnixMs, metrics } = snapshot;
    this.startedAtUnixMs = startedAtUnixMs;
    this.takenAtUnixMs = takenAtUnixMs;
    this.models = modelMetrics(snapshot, percentiles);
    this.inference = inferenceMetrics(snapshot, percentiles);
    this.training = trainingMetrics(snapshot, percentiles);
    this.datasets = datasetMetrics(snapshot, percentiles);
    this.distributed = distributedMetrics(snapshot, percentiles);
    const seconds = (takenAtUnixMs - startedAtUnixMs) / 1000;
    this.operations = operationMetrics(metrics, {}, seconds, percentiles);
    this.objectives = objectives;
    this.recommendations = recommendations;
    // Not a field that reads as data: the object is what a reader prints.
    this.json = () => reportJson(this, snapshot, thresholds);
    Object.defineProperty(this, 'json', { enumerable: false });
  }

  /**
   * What JSON.stringify writes: with the keys and the units of the source document: seconds, bytes, items per second, times as seconds since
   * 1970; `null` where nothing is known. `schema_version` comes on top.
   */
  toJSON(): ReportJson {
    return this.json();
  }
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
  requireTelemetry(telemetry);
  const { analysisPercentiles, thresholds } = contextOf(telemetry);
  return new ComprehensiveReport(
    telemetry.snapshot(),
    analysisPercentiles,
    getFindings(telemetry),
    getObjectives(telemetry),
    thresholds,
  );
}
