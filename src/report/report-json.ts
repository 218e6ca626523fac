/**
 * The comprehensive report in the words of the source document (AI/ML Specific Metrics Tracking: retrieval methods,
 * get_comprehensive_report), for whoever reads it with a program that knew the reference implementation.
 */

import type { Slices } from '../metrics/inner.ts';
import {
  type BudgetMetrics,
  budgetsIn,
  burnRatesOf,
  type Change,
  type DurationStatistics,
  type Evidence,
  efficiencyRating,
  type FailureMetrics,
  type Finding,
  type ObjectiveResult,
  type OperationMetrics,
  type Thresholds,
} from '../telemetry/index.ts';
import { categoryJson } from './parts.ts';
import type { ReportResults } from './results.ts';
import type { ReportContext } from './sections/context.ts';
import { byId, durationsJson, valuesJson } from './sections/json.ts';
import { metricsJson } from './sections/overall/other-metrics.ts';

/** What JSON.stringify writes of a report: plain JSON, typed. Changes that break a reader raise `schema_version`. */
export type ReportJson = Made<ReturnType<typeof reportJson>>;

type Made<R> = R extends Generator<void, infer Json> ? Json : never;

export function* reportJson(report: ReportResults, context: ReportContext) {
  const categories = yield* categoryJson(report, context);
  const metrics = yield* metricsJson(context);
  return {
    schema_version: report.schemaVersion,
    /** When it was taken, in seconds since 1970. */
    timestamp: report.takenAtUnixMs / 1000,
    environment: environmentJson(report, context),
    ...categories,
    operations: report.operations.map(operationJson),
    failures: report.failures.map(failureJson),
    objectives: report.objectives.map((result) => objectiveJson(result, context)),
    budgets: budgetsIn(context.snapshot).map(budgetJson),
    metrics,
    analysis: analysisJson(report, context.thresholds),
    recommendations: report.recommendations.map(findingJson),
  };
}

/** As `JSON.stringify(json, null, 2)`, and a line end; in pieces, since one text of thousands of series takes long to put together. */
export function* writingJson(json: ReportJson): Slices<string[]> {
  const pieces: string[] = [];
  yield* writing(json, '\n', SLICED_LEVELS, pieces);
  pieces.push('\n');
  return pieces;
}

/** Down to a series, or a model: what is below is one slice. */
const SLICED_LEVELS = 4;

function* writing(value: unknown, lineEnd: string, levels: number, pieces: string[]): Slices<void> {
  if (levels === 0 || typeof value !== 'object' || value === null) {
    // A line end inside of a text is an escape.
    pieces.push(JSON.stringify(value, null, 2)?.replaceAll('\n', lineEnd) ?? 'null');
    yield;
    return;
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const entries = Object.entries(value).filter(([, one]) => one !== undefined || open === '[');
  if (entries.length === 0) {
    pieces.push(`${open}${close}`);
    return;
  }
  for (const [i, [key, one]] of entries.entries()) {
    const before = `${i === 0 ? open : ','}${lineEnd}  `;
    pieces.push(open === '{' ? `${before}${JSON.stringify(key)}: ` : before);
    yield* writing(one, `${lineEnd}  `, levels - 1, pieces);
  }
  pieces.push(`${lineEnd}${close}`);
}

function environmentJson(
  { startedAtUnixMs, takenAtUnixMs }: ReportResults,
  { runtime, members, durationSeconds }: ReportContext,
) {
  return {
    runtime: runtime ?? null,
    library_version: LIBRARY_VERSION,
    members,
    /** Seconds since 1970. */
    started_at: startedAtUnixMs / 1000,
    ended_at: takenAtUnixMs / 1000,
    window_seconds: durationSeconds,
  };
}

function operationJson(operation: OperationMetrics) {
  return {
    operation_type: operation.operationType,
    backend: operation.backend ?? null,
    statuses: operation.statuses,
    count: operation.count,
    success_ratio: operation.successRatio ?? null,
    error_ratio: operation.errorRatio ?? null,
    per_minute: operation.perMinute ?? null,
    latency_stats: durationsJson(operation.latency),
  };
}

function failureJson({ operationType, modelId, errorType, isError, seconds }: FailureMetrics) {
  return {
    operation_type: operationType,
    model_id: modelId === '' ? null : modelId,
    error_type: errorType,
    is_error: isError,
    seconds_to_failure: valuesJson(seconds),
  };
}

function objectiveJson(
  { name, objective, good, count, isExact, goodRatio, ...result }: ObjectiveResult,
  { snapshot }: ReportContext,
) {
  const burn = burnRatesOf(snapshot, name);
  return {
    name,
    operation_type: objective.operationType,
    model_id: objective.modelId ?? null,
    task_id: objective.taskId ?? null,
    labels: objective.labels ?? {},
    within_seconds: objective.withinSeconds ?? null,
    first_token_within_seconds: objective.firstTokenWithinSeconds ?? null,
    token_within_seconds: objective.tokenWithinSeconds ?? null,
    inter_token_within_seconds: objective.interTokenWithinSeconds ?? null,
    target_ratio: objective.targetRatio,
    good,
    count,
    /** False where `within_seconds` is no classic bucket: then up to 2.2 % more than it may be good. */
    is_exact: isExact,
    good_ratio: goodRatio ?? null,
    good_per_second: result.goodPerSecond ?? null,
    error_budget_left: result.errorBudgetLeft ?? null,
    burn_rate: result.burnRate ?? null,
    /** Of 30 days; null where nobody watches. */
    budget_remaining: burn.budgetRemaining ?? null,
    /** By window: `5m`, `30m`, `1h`, `6h`, `3d`. */
    burn_rates: Object.fromEntries(burn.byWindow) as Readonly<Record<string, number>>,
    /** The window of the fastest alert that is on. */
    alert: burn.alert?.window ?? null,
  };
}

function budgetJson({ burnRate, ...budget }: BudgetMetrics) {
  return { ...budget, burn_rate: burnRate ?? null };
}

const BOTTLENECKS: Readonly<Partial<Record<Finding['target'], string>>> = {
  model_loading: 'model_loading',
  inference: 'inference_latency',
  data_pipeline: 'dataset_loading',
  distributed_training: 'coordination_overhead',
};

function analysisJson({ recommendations, training, datasets }: ReportResults, thresholds: Thresholds) {
  return {
    performance_bottlenecks: recommendations
      .filter(({ type }) => type === 'performance')
      .map((finding) => ({
        type: BOTTLENECKS[finding.target] ?? finding.target,
        ...subjectJson(finding),
        severity: finding.severity,
        evidence: evidenceJson(finding.evidence),
      })),
    training_efficiency: byId(
      training.filter(({ samplesPerSecond }) => samplesPerSecond !== undefined),
      'modelId',
      ({ samplesPerSecond }) => {
        const mean = samplesPerSecond?.mean as number;
        const rating = efficiencyRating(mean, thresholds.samplesPerSecond);
        return { samples_per_second: mean, efficiency_rating: rating };
      },
    ),
    data_pipeline_analysis: {
      loading_times: meansOf(datasets, ({ loadTime }) => loadTime),
      preprocessing_overhead: meansOf(datasets, ({ preprocessTime }) => preprocessTime),
    },
  };
}

function meansOf(
  datasets: ReportResults['datasets'],
  timeOf: (dataset: ReportResults['datasets'][number]) => DurationStatistics | undefined,
) {
  const timed = datasets.filter((dataset) => timeOf(dataset) !== undefined);
  return byId(timed, 'datasetId', (dataset) => timeOf(dataset)?.meanSeconds);
}

/** Keys without a value are left out. */
export function findingJson(finding: Finding) {
  const { type, target, severity, message, details, affectedWorkers, evidence, change } = finding;
  return {
    type,
    target,
    ...subjectJson(finding),
    severity,
    message,
    details,
    ...(affectedWorkers !== undefined && { affected_workers: affectedWorkers }),
    evidence: evidenceJson(evidence),
    ...(change !== undefined && { change: changeJson(change) }),
  };
}

/** What the finding is about; keys without a value are left out. */
function subjectJson({ modelId, datasetId, backend, route, taskId }: Finding) {
  return {
    ...(modelId !== undefined && { model_id: modelId }),
    ...(datasetId !== undefined && { dataset_id: datasetId }),
    ...(backend !== undefined && { backend }),
    ...(route !== undefined && { route }),
    ...(taskId !== undefined && { task_id: taskId }),
  };
}

function evidenceJson({ windowSeconds, ...evidence }: Evidence) {
  return { ...evidence, window_seconds: windowSeconds };
}

/** Times in seconds since 1970. */
function changeJson({ usualValue, startedAtUnixMs, endedAtUnixMs }: Change) {
  return {
    usual_value: usualValue,
    started_at: startedAtUnixMs === undefined ? null : startedAtUnixMs / 1000,
    ended_at: endedAtUnixMs === undefined ? null : endedAtUnixMs / 1000,
  };
}
