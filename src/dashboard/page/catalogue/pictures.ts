/** The pictures that views are made of: which chart, how large, and which filters make sense of it. */
import type { ChartAnswer, ChartId } from '../../../client/index.ts';
import { chartQuestion, type Parameters, type Question, type Taken } from '../data/questions.ts';

export interface PictureSpec {
  /** Of the catalogue of charts. */
  readonly chart: ChartId;
  /** Until the chart brings its own. */
  readonly title: string;
  readonly height: Height;
  readonly takes: readonly Taken[];
  readonly parameters?: Parameters;
  /** Of a row that it has for itself. */
  readonly isWide?: boolean;
}

export type Height = 'low' | 'middle' | 'tall';

/** Fixed before anything is known, so that nothing moves when it is. */
export const HEIGHTS_PX: Readonly<Record<Height, number>> = { low: 136, middle: 216, tall: 304 };

const INFERENCE: readonly Taken[] = ['model_id', 'operation_type', 'labels', 'compare'];
const FAILURES: readonly Taken[] = [...INFERENCE, 'status'];
const STREAM: readonly Taken[] = ['model_id', 'labels', 'compare'];
const TRAINING: readonly Taken[] = ['model_id', 'run'];
const LABELS: readonly Taken[] = ['labels'];
const PLAIN: readonly Taken[] = ['labels', 'compare'];
const STORAGE: readonly Taken[] = ['operation_type', 'backend', 'labels', 'compare'];

function picture(
  chart: ChartId,
  title: string,
  height: Height,
  takes: readonly Taken[],
  more: Partial<PictureSpec> = {},
): PictureSpec {
  return { chart, title, height, takes, ...more };
}

const WIDE = { isWide: true };

export const PICTURES = {
  heatmap: picture('latency-heatmap', 'Latency', 'tall', INFERENCE, WIDE),
  percentiles: picture('latency-percentiles', 'Latency, percentiles', 'middle', INFERENCE),
  distribution: picture('latency-distribution', 'Latency, distribution', 'middle', INFERENCE),
  byBatchSize: picture('latency-by-batch-size', 'Latency by batch size', 'middle', INFERENCE),
  byModel: picture('latency-by-model', 'Latency by model', 'middle', INFERENCE),
  throughput: picture('throughput', 'Throughput', 'low', INFERENCE),
  inFlight: picture('in-flight', 'In flight', 'low', INFERENCE),
  failures: picture('failures', 'Failures', 'low', FAILURES),
  modelLoad: picture('model-load-time', 'Loading of models', 'middle', ['model_id', 'labels', 'compare']),
  firstToken: picture('time-to-first-token', 'Time to first token', 'middle', STREAM),
  interToken: picture('inter-token-latency', 'Time between tokens', 'middle', STREAM),
  endings: picture('stream-endings', 'How streams ended', 'middle', STREAM),
  stalls: picture('stream-stalls', 'Longest stalls', 'middle', STREAM),
  usage: picture('token-usage', 'Tokens', 'middle', STREAM),
  curves: picture('training-curves', 'Training', 'tall', TRAINING, WIDE),
  learningRate: picture('learning-rate', 'Learning rate', 'middle', TRAINING),
  gradientNorm: picture('gradient-norm', 'Gradient norm', 'middle', TRAINING),
  epochTime: picture('epoch-time', 'Time of epochs', 'middle', TRAINING),
  datasetTime: picture('dataset-time', 'Time of datasets', 'middle', PLAIN),
  datasetThroughput: picture('dataset-throughput', 'Throughput of datasets', 'middle', PLAIN),
  workerBalance: picture('worker-balance', 'Balance of workers', 'middle', ['labels']),
  workerUtilization: picture('worker-utilization', 'Utilization of workers', 'middle', PLAIN),
  coordination: picture('coordination-time', 'Time of coordination', 'middle', PLAIN),
  backendHealth: picture('backend-health', 'Health of backends', 'middle', ['backend'], WIDE),
  storageLatency: picture('operation-latency', 'Latency of storage', 'middle', STORAGE),
  storageOperations: picture('operation-count', 'Storage operations', 'middle', STORAGE),
  successRate: picture('success-rate', 'Success of storage', 'middle', STORAGE),
  errorRate: picture('error-rate', 'Errors of storage', 'middle', STORAGE),
  storageThroughput: picture('storage-throughput', 'Throughput of storage', 'middle', STORAGE),
  queue: picture('queue-size', 'Queue', 'middle', ['labels', 'compare']),
  retries: picture('retry-count', 'Retries', 'middle', STORAGE),
  httpLatency: picture('http-latency', 'Latency of requests', 'middle', PLAIN),
  httpRequests: picture('http-requests', 'Requests', 'middle', PLAIN),
  driftDistribution: picture('drift-distribution', 'Reference and current values', 'middle', LABELS),
  driftCategories: picture('drift-categories', 'Reference and current categories', 'middle', LABELS),
  driftScore: picture('drift-score', 'Drift score', 'middle', LABELS),
  driftPValue: picture('drift-p-value', 'P-value of drift', 'middle', LABELS),
  retention: picture('knowledge-retention', 'Knowledge retention', 'tall', [...TRAINING, 'labels'], WIDE),
  taskTraining: picture('task-training', 'Training of the current task', 'middle', []),
  deviceMemory: picture('device-memory', 'Memory of devices', 'middle', LABELS),
  budget: picture('objective-budget', 'Error budget', 'middle', ['model_id', 'operation_type'], WIDE),
} as const satisfies Readonly<Record<string, PictureSpec>>;

export function questionOf({ chart, takes, parameters }: PictureSpec): Question<ChartAnswer> {
  return chartQuestion(chart, takes, parameters);
}
