/** The views of the page, in the order of its menu: which pictures and tables each has. */
import type { Category } from '../../../client/index.ts';
import type { Taken } from '../data/questions.ts';
import { PICTURES, type PictureSpec } from './pictures.ts';

export interface ViewSpec {
  readonly id: string;
  readonly title: string;
  /** Kinds of work that it is about: without them it is not in the menu. */
  readonly categories?: readonly Category[];
  /** The most telling first. */
  readonly pictures: readonly PictureSpec[];
  readonly filters: readonly Taken[];
  /** Labels of the library's own that its pictures can be narrowed to. */
  readonly labels?: readonly string[];
}

const P = PICTURES;
const MODEL_FILTERS: readonly Taken[] = ['model_id', 'labels'];

export const OVERVIEW: ViewSpec = {
  id: 'overview',
  title: 'Overview',
  pictures: [],
  filters: ['model_id', 'operation_type', 'backend', 'labels'],
};

export const TRAINING: ViewSpec = {
  id: 'training',
  title: 'Training',
  categories: ['training'],
  pictures: [P.learningRate, P.gradientNorm, P.epochTime],
  filters: ['model_id'],
};

export const OBJECTIVES_VIEW: ViewSpec = {
  id: 'objectives',
  title: 'Objectives',
  pictures: [P.budget],
  filters: ['model_id', 'operation_type'],
};

export const RAW: ViewSpec = {
  id: 'raw',
  title: 'Raw',
  pictures: [],
  filters: ['model_id', 'operation_type', 'backend', 'status', 'labels'],
};

export const VIEWS: readonly ViewSpec[] = [
  OVERVIEW,
  {
    id: 'inference',
    title: 'Inference',
    categories: ['inference', 'model'],
    pictures: [
      ...[P.heatmap, P.byModel, P.percentiles, P.distribution, P.byBatchSize],
      ...[P.throughput, P.inFlight, P.failures, P.modelLoad],
    ],
    filters: ['model_id', 'operation_type', 'labels'],
  },
  {
    id: 'streams',
    title: 'Streams',
    categories: ['stream'],
    pictures: [P.firstToken, P.interToken, P.stalls, P.endings, P.usage],
    filters: MODEL_FILTERS,
  },
  TRAINING,
  {
    id: 'datasets',
    title: 'Datasets',
    categories: ['dataset'],
    pictures: [P.datasetTime, P.datasetThroughput],
    filters: ['labels'],
  },
  {
    id: 'workers',
    title: 'Workers',
    categories: ['distributed'],
    pictures: [P.workerBalance, P.workerUtilization, P.coordination],
    filters: ['labels'],
  },
  {
    id: 'storage',
    title: 'Storage',
    categories: ['storage'],
    pictures: [
      ...[P.backendHealth, P.storageLatency, P.storageOperations, P.queue, P.retries],
      ...[P.storageThroughput, P.errorRate],
    ],
    filters: ['backend', 'operation_type', 'labels'],
  },
  {
    id: 'http',
    title: 'HTTP',
    categories: ['http'],
    pictures: [P.httpLatency, P.httpRequests],
    filters: ['labels'],
  },
  {
    id: 'drift',
    title: 'Drift',
    categories: ['drift'],
    pictures: [P.driftDistribution, P.driftCategories, P.driftScore, P.driftPValue],
    filters: ['labels'],
    labels: ['task_id', 'feature'],
  },
  {
    id: 'continual',
    title: 'Continual learning',
    categories: ['continual'],
    pictures: [P.retention, P.taskTraining, P.deviceMemory],
    filters: MODEL_FILTERS,
    labels: ['task_id'],
  },
  OBJECTIVES_VIEW,
  RAW,
];

/** Stacked under each other, on one axis of time: when it got slow, and what else happened then. */
export const HERO: readonly PictureSpec[] = [P.heatmap, P.throughput, P.inFlight, P.failures];

/** Beside or under it, of each kind of work that there is. */
export const BESIDE_HERO: readonly (readonly [category: Category, pictures: readonly PictureSpec[]])[] = [
  ['inference', [P.byModel]],
  ['training', [P.curves]],
  ['stream', [P.firstToken, P.usage]],
  ['storage', [P.backendHealth, P.storageLatency]],
  ['distributed', [P.workerBalance]],
  ['http', [P.httpLatency]],
  ['dataset', [P.datasetTime]],
  ['drift', [P.driftScore]],
  ['continual', [P.retention]],
];

/** The view that shows a chart. */
export function viewOf(chart: string): ViewSpec {
  const shows = (pictures: readonly PictureSpec[]) => pictures.some((picture) => picture.chart === chart);
  if (chart === P.curves.chart) return TRAINING;
  return VIEWS.find(({ pictures }) => shows(pictures)) ?? OVERVIEW;
}
