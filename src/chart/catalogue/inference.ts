/** Pictures of inference. */
import { OPERATION_TYPES } from '../../telemetry/index.ts';
import type { NameOf } from '../makers/groups.ts';
import { percentileBars } from '../makers/of-range/bars.ts';
import { distributionOf } from '../makers/of-range/distribution.ts';
import { gaugesOverTime } from '../makers/over-time/gauges.ts';
import { heatmapOverTime } from '../makers/over-time/heatmap.ts';
import { metricOverTime } from '../makers/over-time/metric.ts';
import { percentilesOverTime } from '../makers/over-time/percentiles.ts';
import { ratesOverTime } from '../makers/over-time/rates.ts';
import type { CatalogueRow } from './entry.ts';

const INFERENCE_SECONDS = OPERATION_TYPES.inference.map((type) => `${type}_seconds`);

const MODEL = ['modelId', 'operationType', 'labels'] as const;

const STREAM = ['modelId', 'labels'] as const;

const LATENCY = { metrics: INFERENCE_SECONDS, label: 'latency', things: 'inferences' };

/** What was aborted has not failed. */
const failureClass: NameOf = ({ error_type: type, status }) =>
  status === 'error' ? String(type) : undefined;

export const INFERENCE_CHARTS: readonly CatalogueRow[] = [
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
];
