/** Pictures of HTTP, of objectives, and of any metric. */

import type { NameOf } from '../makers/groups.ts';
import { distributionOf } from '../makers/of-range/distribution.ts';
import { objectiveBudget } from '../makers/of-range/objectives.ts';
import { metricOverTime } from '../makers/over-time/metric.ts';
import { percentilesOverTime } from '../makers/over-time/percentiles.ts';
import { ratesOverTime } from '../makers/over-time/rates.ts';
import type { CatalogueRow } from './entry.ts';

/** `2xx` of 200. */
const statusClass: NameOf = ({ http_response_status_code: status }) => {
  const first = String(status ?? '').charAt(0);
  return /[1-5]/.test(first) ? `${first}xx` : 'no answer';
};

export const OTHER_CHARTS: readonly CatalogueRow[] = [
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
