/** Every picture there is, as data: a row each, with what makes it. */
import { OPERATION_TYPES, STORAGE_METRIC_TYPES, type StorageMetricType } from '../../telemetry/index.ts';
import { medianBars, objectiveBudget, percentileBars, workerBalance } from '../makers/bars.ts';
import { curvesOfRuns } from '../makers/curves.ts';
import { distributionOf } from '../makers/distribution.ts';
import { gaugesOverTime } from '../makers/gauges.ts';
import { meanOf, type NameOf } from '../makers/groups.ts';
import { heatmapOverTime } from '../makers/heatmap.ts';
import { backendHealth } from '../makers/lanes.ts';
import type { MakeOverTime, OfRange } from '../makers/maker.ts';
import { metricOverTime } from '../makers/metric.ts';
import { percentilesOverTime } from '../makers/percentiles.ts';
import { ratesOverTime } from '../makers/rates.ts';
import { ratiosOverTime } from '../makers/ratios.ts';
import type { Chart, Unit } from '../model.ts';
import type { ChartQuery } from '../query.ts';

/** The views of a page, and the parts of a report. */
export type ChartCategory =
  | 'inference'
  | 'stream'
  | 'model'
  | 'training'
  | 'dataset'
  | 'distributed'
  | 'storage'
  | 'http'
  | 'objectives'
  | 'raw';

/** What narrows a picture down, beside its range of time. */
export type ChartFilter = keyof Pick<
  ChartQuery,
  | 'modelId'
  | 'operationType'
  | 'backendType'
  | 'status'
  | 'labels'
  | 'run'
  | 'metric'
  | 'groupBy'
  | 'aggregation'
  | 'over'
>;

export interface ChartEntry {
  readonly id: string;
  /** As titles of such charts begin. */
  readonly title: string;
  /** What it shows, as one sentence. */
  readonly help: string;
  readonly category: ChartCategory;
  readonly kind: Chart['kind'];
  /** Of its values; of `metric` and `training-curves` whatever was recorded. */
  readonly unit: Unit;
  /** Those that say anything about it; others of a query leave nothing, or all. */
  readonly filters: readonly ChartFilter[];
  /** Whether its x axis is time; else it is of a range as a whole, and can be made of a snapshot. */
  readonly isOverTime: boolean;
}

export type CatalogueRow = Omit<ChartEntry, 'isOverTime'> &
  ({ readonly overTime: MakeOverTime } | { readonly ofRange: OfRange });

const INFERENCE_SECONDS = OPERATION_TYPES.inference.map((type) => `${type}_seconds`);
const MODEL = ['modelId', 'operationType', 'labels'] as const;
const STREAM = ['modelId', 'labels'] as const;
const RUNS = ['modelId', 'run'] as const;
const STORAGE = ['operationType', 'backendType', 'status', 'labels'] as const;
const LATENCY = { metrics: INFERENCE_SECONDS, label: 'latency', things: 'inferences' };
const OPERATION_ON_BACKEND = ['operation_type', 'backend'];

/** `2xx` of 200. */
const statusClass: NameOf = ({ http_response_status_code: status }) => {
  const first = String(status ?? '').charAt(0);
  return /[1-5]/.test(first) ? `${first}xx` : 'no answer';
};

/** What was aborted has not failed. */
const failureClass: NameOf = ({ error_type: type, status }) =>
  status === 'error' ? String(type) : undefined;

export const CATALOGUE: readonly CatalogueRow[] = [
  {
    id: 'latency-heatmap',
    title: 'Latency',
    help: 'How many inferences took how long in each step of time, with the 50th, 95th and 99th percentile.',
    category: 'inference',
    kind: 'heatmap',
    unit: 'seconds',
    filters: MODEL,
    overTime: heatmapOverTime(LATENCY),
  },
  {
    id: 'latency-percentiles',
    title: 'Latency',
    help: 'The 50th, 95th and 99th percentile of latency of all inferences together.',
    category: 'inference',
    kind: 'lines',
    unit: 'seconds',
    filters: MODEL,
    overTime: percentilesOverTime(LATENCY),
  },
  {
    id: 'latency-by-model',
    title: 'Latency by model',
    help: 'The 95th percentile of latency of each model: which one got slow, and since when.',
    category: 'inference',
    kind: 'lines',
    unit: 'seconds',
    filters: MODEL,
    overTime: metricOverTime({
      metrics: INFERENCE_SECONDS,
      groupBy: ['model_id'],
      aggregation: 'percentile_95',
      label: 'latency',
      things: 'inferences',
      names: 'models',
    }),
  },
  {
    id: 'latency-distribution',
    title: 'Distribution of latency',
    help: 'How often which latency was, an outline for each of the busiest models.',
    category: 'inference',
    kind: 'distribution',
    unit: 'seconds',
    filters: MODEL,
    ofRange: distributionOf({ ...LATENCY, groupBy: 'model_id', names: 'models' }),
  },
  {
    id: 'latency-by-batch-size',
    title: 'Latency by batch size',
    help: 'The 50th, 95th and 99th percentile of latency of each size of batch.',
    category: 'inference',
    kind: 'bars',
    unit: 'seconds',
    filters: MODEL,
    ofRange: percentileBars({ ...LATENCY, groupBy: 'batch_size', names: 'batch sizes' }),
  },
  {
    id: 'throughput',
    title: 'Throughput',
    help: 'Items inferred per second, by model.',
    category: 'inference',
    kind: 'lines',
    unit: 'per_second',
    filters: MODEL,
    overTime: ratesOverTime({
      metrics: ['inference_items_total'],
      groupBy: ['model_id'],
      unit: 'per_second',
      label: 'items',
      things: 'items',
      names: 'models',
    }),
  },
  {
    id: 'in-flight',
    title: 'Inferences in flight',
    help: 'How many inferences run, and how many wait.',
    category: 'inference',
    kind: 'lines',
    unit: 'count',
    filters: STREAM,
    overTime: gaugesOverTime({
      metrics: ['inference_running', 'inference_waiting'],
      groupBy: [],
      nameOfMetric: (name) => name.replace('inference_', ''),
      unit: 'count',
      label: 'inferences',
      names: 'states',
    }),
  },
  {
    id: 'failures',
    title: 'Failures',
    help: 'Failed operations per minute, by the class of what was thrown.',
    category: 'inference',
    kind: 'lines',
    unit: 'per_minute',
    filters: MODEL,
    overTime: ratesOverTime({
      metrics: ['operation_failure_seconds'],
      groupBy: ['error_type', 'status'],
      nameOf: failureClass,
      unit: 'per_minute',
      label: 'failures',
      things: 'failures',
      names: 'classes of error',
    }),
  },
  {
    id: 'time-to-first-token',
    title: 'Time to first token',
    help: 'How long streams took to their first token: 50th, 95th and 99th percentile.',
    category: 'stream',
    kind: 'lines',
    unit: 'seconds',
    filters: STREAM,
    overTime: percentilesOverTime({
      metrics: ['time_to_first_token_seconds'],
      label: 'time to first token',
      things: 'streams',
    }),
  },
  {
    id: 'time-to-first-token-distribution',
    title: 'Distribution of the time to first token',
    help: 'How often which time to the first token was, an outline for each of the busiest models.',
    category: 'stream',
    kind: 'distribution',
    unit: 'seconds',
    filters: STREAM,
    ofRange: distributionOf({
      metrics: ['time_to_first_token_seconds'],
      groupBy: 'model_id',
      label: 'time to first token',
      things: 'streams',
      names: 'models',
    }),
  },
  {
    id: 'inter-token-latency',
    title: 'Inter-token latency',
    help: 'The time between one token of a stream and the next: 50th, 95th and 99th percentile.',
    category: 'stream',
    kind: 'lines',
    unit: 'seconds',
    filters: STREAM,
    overTime: percentilesOverTime({
      metrics: ['inter_token_latency_seconds'],
      label: 'time between tokens',
      things: 'pauses',
    }),
  },
  {
    id: 'stream-endings',
    title: 'Streams ended',
    help: 'How streams ended, per minute: complete, broken off by the reader, failed.',
    category: 'stream',
    kind: 'lines',
    unit: 'per_minute',
    filters: STREAM,
    overTime: ratesOverTime({
      metrics: ['streams_total'],
      groupBy: ['ending'],
      unit: 'per_minute',
      label: 'streams',
      things: 'streams',
      names: 'endings',
    }),
  },
  {
    id: 'stream-stalls',
    title: 'Longest stall of a stream',
    help: 'The longest time that a stream stood still: 50th, 95th and 99th percentile.',
    category: 'stream',
    kind: 'lines',
    unit: 'seconds',
    filters: STREAM,
    overTime: percentilesOverTime({
      metrics: ['stream_longest_stall_seconds'],
      label: 'longest stall',
      things: 'streams',
    }),
  },
  {
    id: 'token-usage',
    title: 'Tokens',
    help: 'Tokens per second, by kind; cached ones are among the input, reasoning among the output.',
    category: 'stream',
    kind: 'lines',
    unit: 'per_second',
    filters: MODEL,
    overTime: ratesOverTime({
      metrics: ['input_tokens_total', 'cached_tokens_total', 'output_tokens_total', 'reasoning_tokens_total'],
      groupBy: [],
      nameOfMetric: (name) => name.replace('_tokens_total', ''),
      unit: 'per_second',
      label: 'tokens',
      things: 'tokens',
      names: 'kinds',
    }),
  },
  {
    id: 'model-load-time',
    title: 'Loading of models',
    help: 'How long loading, initializing and saving took, by model: the median.',
    category: 'model',
    kind: 'bars',
    unit: 'seconds',
    filters: STREAM,
    ofRange: medianBars({
      metrics: { load: 'model_load_seconds', initialize: 'model_init_seconds', save: 'model_save_seconds' },
      groupBy: 'model_id',
      label: 'time',
      things: 'operations',
      names: 'models',
    }),
  },
  {
    id: 'training-curves',
    title: 'Loss',
    help: 'A statistic of training over epochs or steps, a line for each run: loss, or any other.',
    category: 'training',
    kind: 'lines',
    unit: 'number',
    filters: [...RUNS, 'metric'],
    ofRange: curvesOfRuns({ unit: 'number', isSmoothed: true }),
  },
  {
    id: 'learning-rate',
    title: 'Learning rate',
    help: 'The learning rate over epochs or steps, a line for each run.',
    category: 'training',
    kind: 'lines',
    unit: 'number',
    filters: RUNS,
    ofRange: curvesOfRuns({ metric: 'learning_rate', unit: 'number', isSmoothed: false }),
  },
  {
    id: 'gradient-norm',
    title: 'Gradient norm',
    help: 'The norm of the gradient over epochs or steps, a line for each run.',
    category: 'training',
    kind: 'lines',
    unit: 'number',
    filters: RUNS,
    ofRange: curvesOfRuns({ metric: 'gradient_norm', unit: 'number', isSmoothed: true }),
  },
  {
    id: 'epoch-time',
    title: 'Time of an epoch',
    help: 'How long each epoch took, a line for each run.',
    category: 'training',
    kind: 'lines',
    unit: 'seconds',
    filters: RUNS,
    ofRange: curvesOfRuns({ metric: 'epoch_seconds', label: 'time', unit: 'seconds', isSmoothed: false }),
  },
  {
    id: 'dataset-time',
    title: 'Work on datasets',
    help: 'How long loading, preprocessing and transforming took, by dataset: the median.',
    category: 'dataset',
    kind: 'bars',
    unit: 'seconds',
    filters: ['labels'],
    ofRange: medianBars({
      metrics: {
        load: 'dataset_load_seconds',
        preprocess: 'dataset_preprocess_seconds',
        transform: 'dataset_transform_seconds',
      },
      groupBy: 'dataset_id',
      label: 'time',
      things: 'operations',
      names: 'datasets',
    }),
  },
  {
    id: 'dataset-throughput',
    title: 'Reading of datasets',
    help: 'Bytes per second that operations on datasets achieved: the mean, by dataset.',
    category: 'dataset',
    kind: 'lines',
    unit: 'bytes_per_second',
    filters: ['labels'],
    overTime: gaugesOverTime({
      metrics: ['dataset_bytes_per_second'],
      groupBy: ['dataset_id'],
      unit: 'bytes_per_second',
      label: 'throughput',
      names: 'datasets',
      together: meanOf,
    }),
  },
  {
    id: 'worker-balance',
    title: 'Tasks of workers',
    help: 'The mean time of a task of each worker, and that of all: stragglers stand out.',
    category: 'distributed',
    kind: 'bars',
    unit: 'seconds',
    filters: ['labels'],
    ofRange: workerBalance,
  },
  {
    id: 'worker-utilization',
    title: 'Utilization of workers',
    help: 'How busy each worker was: the mean of what it told in each step.',
    category: 'distributed',
    kind: 'lines',
    unit: 'ratio',
    filters: ['labels'],
    overTime: gaugesOverTime({
      metrics: ['worker_utilization_sample_ratio'],
      groupBy: ['worker_id'],
      unit: 'ratio',
      label: 'utilization',
      names: 'workers',
      together: meanOf,
    }),
  },
  {
    id: 'coordination-time',
    title: 'Coordination of workers',
    help: 'How long coordinating, distributing and gathering took: 50th, 95th and 99th percentile.',
    category: 'distributed',
    kind: 'lines',
    unit: 'seconds',
    filters: ['operationType', 'labels'],
    overTime: percentilesOverTime({
      metrics: ['coordination_overhead_seconds'],
      label: 'time',
      things: 'operations',
    }),
  },
  {
    id: 'operation-count',
    title: 'Storage operations by status',
    help: 'How many storage operations reached each status in each step.',
    category: 'storage',
    kind: 'lines',
    unit: 'count',
    filters: STORAGE,
    overTime: ratesOverTime({
      metrics: [STORAGE_METRIC_TYPES.operation_count],
      groupBy: ['status'],
      unit: 'count',
      label: 'operations per step',
      things: 'changes of status',
      names: 'status',
    }),
  },
  {
    id: 'operation-latency',
    title: 'Latency of storage operations',
    help: 'From the start to the end of those that succeeded: 50th, 95th and 99th percentile.',
    category: 'storage',
    kind: 'lines',
    unit: 'seconds',
    filters: STORAGE,
    overTime: percentilesOverTime({
      metrics: [STORAGE_METRIC_TYPES.operation_latency],
      label: 'latency',
      things: 'operations',
    }),
  },
  {
    id: 'operation-latency-distribution',
    title: 'Distribution of latency of storage operations',
    help: 'How often which latency was, an outline for each of the busiest backends.',
    category: 'storage',
    kind: 'distribution',
    unit: 'seconds',
    filters: STORAGE,
    ofRange: distributionOf({
      metrics: [STORAGE_METRIC_TYPES.operation_latency],
      groupBy: 'backend',
      label: 'latency',
      things: 'operations',
      names: 'backends',
    }),
  },
  {
    id: 'success-rate',
    title: 'Success of storage operations',
    help: 'Of those that ended, the share that succeeded, by operation and backend.',
    category: 'storage',
    kind: 'lines',
    unit: 'ratio',
    filters: STORAGE,
    overTime: ratiosOverTime({
      metric: 'operation_outcomes_total',
      groupBy: OPERATION_ON_BACKEND,
      isOfShare: isOutcome('ok'),
      label: 'succeeded',
      things: 'operations',
      names: 'operations',
    }),
  },
  {
    id: 'error-rate',
    title: 'Errors of storage operations',
    help: 'Of those that ended, the share that failed, by operation and backend.',
    category: 'storage',
    kind: 'lines',
    unit: 'ratio',
    filters: STORAGE,
    overTime: ratiosOverTime({
      metric: 'operation_outcomes_total',
      groupBy: OPERATION_ON_BACKEND,
      isOfShare: isOutcome('error'),
      label: 'failed',
      things: 'operations',
      names: 'operations',
    }),
  },
  {
    id: 'backend-health',
    title: 'Health of backends',
    help: 'Which backend was online, degraded or offline when.',
    category: 'storage',
    kind: 'lanes',
    unit: 'number',
    filters: ['backendType', 'labels'],
    overTime: backendHealth,
  },
  {
    id: 'storage-throughput',
    title: 'Storage operations',
    help: 'Operations that ended, per minute, by operation and backend.',
    category: 'storage',
    kind: 'lines',
    unit: 'per_minute',
    filters: STORAGE,
    overTime: ratesOverTime({
      metrics: ['operation_outcomes_total'],
      groupBy: OPERATION_ON_BACKEND,
      unit: 'per_minute',
      label: 'operations',
      things: 'operations',
      names: 'operations',
    }),
  },
  {
    id: 'queue-size',
    title: 'Storage queue',
    help: 'How many operations are in the queue, by status.',
    category: 'storage',
    kind: 'lines',
    unit: 'count',
    filters: ['status', 'labels'],
    overTime: gaugesOverTime({
      metrics: [STORAGE_METRIC_TYPES.queue_size],
      groupBy: ['status'],
      unit: 'count',
      label: 'in the queue',
      names: 'status',
    }),
  },
  {
    id: 'retry-count',
    title: 'Retries of storage operations',
    help: 'How often operations were tried again in each step, by operation and backend.',
    category: 'storage',
    kind: 'lines',
    unit: 'count',
    filters: STORAGE,
    overTime: ratesOverTime({
      metrics: [STORAGE_METRIC_TYPES.retry_count],
      groupBy: OPERATION_ON_BACKEND,
      unit: 'count',
      label: 'retries per step',
      things: 'retries',
      names: 'operations',
    }),
  },
  {
    id: 'http-latency',
    title: 'HTTP latency',
    help: 'How long requests took: 50th, 95th and 99th percentile.',
    category: 'http',
    kind: 'lines',
    unit: 'seconds',
    filters: ['status', 'labels'],
    overTime: percentilesOverTime({
      metrics: ['http_server_request_duration_seconds'],
      label: 'latency',
      things: 'requests',
    }),
  },
  {
    id: 'http-latency-distribution',
    title: 'Distribution of HTTP latency',
    help: 'How often which latency was, an outline for each of the busiest routes.',
    category: 'http',
    kind: 'distribution',
    unit: 'seconds',
    filters: ['status', 'labels'],
    ofRange: distributionOf({
      metrics: ['http_server_request_duration_seconds'],
      groupBy: 'http_route',
      label: 'latency',
      things: 'requests',
      names: 'routes',
    }),
  },
  {
    id: 'http-requests',
    title: 'HTTP requests',
    help: 'Requests per second, by class of status.',
    category: 'http',
    kind: 'lines',
    unit: 'per_second',
    filters: ['status', 'labels'],
    overTime: ratesOverTime({
      metrics: ['http_server_request_duration_seconds'],
      groupBy: ['http_response_status_code'],
      nameOf: statusClass,
      unit: 'per_second',
      label: 'requests',
      things: 'requests',
      names: 'classes of status',
    }),
  },
  {
    id: 'objective-budget',
    title: 'Error budget',
    help: 'What is left of the failures that each objective allows.',
    category: 'objectives',
    kind: 'bars',
    unit: 'ratio',
    filters: [],
    ofRange: objectiveBudget,
  },
  {
    id: 'metric',
    title: 'Metric',
    help: 'Any metric, by any of its labels, in any aggregation.',
    category: 'raw',
    kind: 'lines',
    unit: 'number',
    filters: [
      'metric',
      'groupBy',
      'aggregation',
      'modelId',
      'operationType',
      'backendType',
      'status',
      'labels',
      'run',
    ],
    overTime: metricOverTime({}),
  },
];

/** Of what succeeded or failed: what was aborted is in neither rate. */
function isOutcome(wanted: string): (labels: Readonly<Record<string, unknown>>) => boolean | undefined {
  return ({ outcome }) => (outcome === 'ok' || outcome === 'error' ? outcome === wanted : undefined);
}

/**
 * The chart of a metric type of the WAL Telemetry API. Inference has a `throughput`, too.
 *
 * @example storageChartId('queue_size') // 'queue-size'
 */
export function storageChartId(metricType: StorageMetricType): string {
  return metricType === 'throughput' ? 'storage-throughput' : metricType.replaceAll('_', '-');
}
