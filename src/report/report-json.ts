/**
 * The comprehensive report in the words of the source document (AI/ML Specific Metrics Tracking: retrieval methods,
 * get_comprehensive_report), for whoever reads it with a program that knew the reference implementation.
 */

import { efficiencyRating } from '../telemetry/analysis/training.ts';
import type { TelemetrySnapshot } from '../telemetry/context/context.ts';
import type { Evidence, Finding } from '../telemetry/context/finding.ts';
import type { Thresholds } from '../telemetry/context/thresholds.ts';
import { groupedBy, histogramsOf } from '../telemetry/query/snapshot-reader.ts';
import { type DurationStatistics, durationStatistics } from '../telemetry/query/statistics.ts';
import type { TrainingMetrics } from '../telemetry/tracking/training/summary.ts';
import type { ReportResults } from './results.ts';

/** Plain JSON. */
export type ReportJson = Readonly<Record<string, unknown>> & {
  readonly schema_version: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
};

export function reportJson(
  report: ReportResults,
  snapshot: TelemetrySnapshot,
  thresholds: Thresholds,
): ReportJson {
  return {
    schema_version: report.schemaVersion,
    timestamp: report.takenAtUnixMs / 1000,
    models: { models: byId(report.models, modelOf, 'modelId') },
    inference: { models: inferenceOf(report, snapshot) },
    training: { models: byId(report.training, trainingOf, 'modelId') },
    datasets: { datasets: datasetsOf(report, snapshot) },
    distributed: distributedOf(report),
    analysis: analysisOf(report, thresholds),
    recommendations: report.recommendations.map(recommendationOf),
  };
}

function modelOf(model: ReportResults['models'][number]) {
  return {
    model_id: model.modelId,
    framework: model.framework ?? 'unknown',
    size_bytes: model.sizeBytes ?? null,
    load_time_stats: statisticsOf(model.loadTime),
    initialization_time_stats: statisticsOf(model.initializationTime),
  };
}

/** The source has p95, whatever percentiles were asked for. */
function inferenceOf({ inference }: ReportResults, snapshot: TelemetrySnapshot) {
  const types = ['inference_seconds', 'batch_inference_seconds', 'embeddings_generation_seconds'] as const;
  const latencies = groupedBy(
    'model_id',
    types.flatMap((name) => histogramsOf(snapshot, name)),
  );
  return byId(
    inference,
    ({ modelId, latency, throughput, batchSizes, memory }) => ({
      model_id: modelId,
      latency_stats: {
        ...statisticsOf(latency),
        p95: durationStatistics(latencies.get(modelId) ?? [], [95])?.percentilesSeconds.p95 ?? null,
      },
      throughput_stats: {
        count: latency?.count ?? 0,
        mean: throughput?.meanItemsPerSecond ?? null,
        max: throughput?.maxItemsPerSecond ?? null,
      },
      batch_sizes: [...new Set(batchSizes.map(({ batchSize }) => batchSize))].sort((a, b) => a - b),
      memory_usage:
        memory === undefined
          ? null
          : { count: memory.count, mean: memory.meanBytes, min: memory.minBytes, max: memory.maxBytes },
    }),
    'modelId',
  );
}

function trainingOf({ modelId, epochs, epochTime, samplesPerSecond, loss, curves }: TrainingMetrics) {
  return {
    model_id: modelId,
    num_epochs: epochs,
    epoch_time_stats: statisticsOf(epochTime),
    samples_per_second_stats: {
      count: samplesPerSecond?.count ?? 0,
      mean: samplesPerSecond?.mean ?? null,
      min: samplesPerSecond?.min ?? null,
      max: samplesPerSecond?.max ?? null,
    },
    loss_progress: {
      initial: loss?.initial ?? null,
      final: loss?.final ?? null,
      convergence_rate: loss?.convergenceRate ?? null,
      loss_curve: curves.loss?.values ?? [],
      accuracy_curve: curves.accuracy?.values ?? [],
    },
    learning_rates: curves.learning_rate?.values ?? [],
    gradient_norms: curves.gradient_norm?.values ?? [],
  };
}

function datasetsOf({ datasets }: ReportResults, snapshot: TelemetrySnapshot) {
  const loads = groupedBy('dataset_id', histogramsOf(snapshot, 'dataset_load_seconds'));
  return byId(
    datasets,
    ({ datasetId, sizeBytes, loadTime, preprocessTime, transformTime }) => ({
      dataset_id: datasetId,
      format: loads.get(datasetId)?.at(-1)?.labels.format ?? 'unknown',
      size_bytes: sizeBytes ?? null,
      load_time_stats: statisticsOf(loadTime),
      preprocessing_time_stats: totalOf(preprocessTime),
      transform_time_stats: totalOf(transformTime),
    }),
    'datasetId',
  );
}

function distributedOf({ distributed }: ReportResults) {
  const { workerCounts } = distributed;
  return {
    coordination_overhead_stats: totalOf(distributed.coordinationTime),
    communication_time_stats: totalOf(distributed.communicationTime),
    worker_counts: {
      min: workerCounts?.min ?? null,
      max: workerCounts?.max ?? null,
      mean: workerCounts?.mean ?? null,
    },
    average_worker_utilization: distributed.utilizationByWorker,
    task_distribution_times: totalOf(distributed.taskDistributionTime),
    result_aggregation_times: totalOf(distributed.resultAggregationTime),
  };
}

const BOTTLENECKS: Readonly<Partial<Record<Finding['target'], string>>> = {
  model_loading: 'model_loading',
  inference: 'inference_latency',
  data_pipeline: 'dataset_loading',
  distributed_training: 'coordination_overhead',
};

function analysisOf({ recommendations, training, datasets }: ReportResults, thresholds: Thresholds) {
  return {
    performance_bottlenecks: recommendations
      .filter(({ type }) => type === 'performance')
      .map(({ target, severity, modelId, datasetId, evidence }) => ({
        type: BOTTLENECKS[target] ?? target,
        ...(modelId !== undefined && { model_id: modelId }),
        ...(datasetId !== undefined && { dataset_id: datasetId }),
        severity,
        evidence: evidenceOf(evidence),
      })),
    training_efficiency: byId(
      training.filter(({ samplesPerSecond }) => samplesPerSecond !== undefined),
      ({ samplesPerSecond }) => {
        const mean = samplesPerSecond?.mean as number;
        const rating = efficiencyRating(mean, thresholds.samplesPerSecond);
        return { samples_per_second: mean, efficiency_rating: rating };
      },
      'modelId',
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
  return byId(timed, (dataset) => timeOf(dataset)?.meanSeconds, 'datasetId');
}

function recommendationOf(finding: Finding) {
  const { type, target, severity, message, details, modelId, datasetId, affectedWorkers, evidence } = finding;
  return {
    type,
    target,
    ...(modelId !== undefined && { model_id: modelId }),
    ...(datasetId !== undefined && { dataset_id: datasetId }),
    severity,
    message,
    details,
    ...(affectedWorkers !== undefined && { affected_workers: affectedWorkers }),
    evidence: evidenceOf(evidence),
  };
}

function evidenceOf({ windowSeconds, ...evidence }: Evidence) {
  return { ...evidence, window_seconds: windowSeconds };
}

function statisticsOf(durations: DurationStatistics | undefined) {
  return {
    count: durations?.count ?? 0,
    mean: durations?.meanSeconds ?? null,
    min: durations?.minSeconds ?? null,
    max: durations?.maxSeconds ?? null,
    median: durations?.medianSeconds ?? null,
  };
}

function totalOf(durations: DurationStatistics | undefined) {
  return {
    count: durations?.count ?? 0,
    mean: durations?.meanSeconds ?? null,
    total: durations?.totalSeconds ?? null,
  };
}

/** Not by assignment: an id may have any name, `__proto__` too. */
function byId<T extends { readonly [Name in Key]: string }, Key extends string>(
  all: readonly T[],
  tell: (one: T) => unknown,
  key: Key,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(all.map((one) => [one[key], tell(one)]));
}
