import { failedRequests } from '../rules/alerts/infrastructure.ts';
import { type Dashboard, percentilesOf, quantileBy, timesOf } from './model.ts';

const REQUESTS = 'http_server_request_duration_seconds';
const INSTANCE = { by: ['instance'] };

export const INFRASTRUCTURE: Dashboard = {
  id: 'infrastructure',
  title: 'Inferometer / Infrastructure',
  description: 'Processes, their memory and event loops, HTTP servers, and the telemetry itself.',
  variables: [{ name: 'route', title: 'Route', metric: REQUESTS, label: 'http_route' }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Processes',
          description: 'That can be scraped.',
          kind: 'stat',
          unit: 'short',
          limit: { value: 1, side: 'below' },
          targets: (x) => [{ expr: `sum (up{${x.target()}})` }],
        },
        {
          title: 'Requests',
          description: 'Per second.',
          kind: 'stat',
          unit: 'reqps',
          targets: (x) => [{ expr: x.countRate(REQUESTS) }],
        },
        {
          title: 'Answered with 5xx',
          description: 'Share of the requests.',
          kind: 'stat',
          unit: 'percentunit',
          limit: { value: 0.05, side: 'above' },
          targets: (x) => [{ expr: failedRequests(x, []) }],
        },
        {
          title: 'Event loop, p99',
          description: 'Delay of the worst process.',
          kind: 'stat',
          unit: 's',
          limit: { value: 0.2, side: 'above' },
          targets: (x) => [{ expr: x.gauge('nodejs_eventloop_lag_p99_seconds', {}, 'max') }],
        },
      ],
    },
    {
      title: 'HTTP servers',
      panels: [
        timesOf(REQUESTS, {
          title: 'Time of requests',
          description: 'Each column is a distribution, to the last byte of responses.',
        }),
        percentilesOf(REQUESTS, {
          title: 'Percentiles of the time of requests',
          description: 'Of the routes that are chosen, together.',
        }),
        {
          title: 'p95 by route',
          description: 'Which route has become slow, and since when.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, REQUESTS, 'http_route')],
        },
        {
          title: 'Responses by status',
          description: 'Per second.',
          kind: 'bars',
          unit: 'reqps',
          targets: (x) => [
            {
              expr: x.countRate(REQUESTS, { by: ['http_response_status_code'] }),
              legend: '{{http_response_status_code}}',
            },
          ],
        },
        {
          title: 'Active requests',
          description: 'That are being answered now, by method.',
          kind: 'lines',
          unit: 'short',
          targets: (x) => [
            {
              expr: x.gauge('http_server_active_requests', { by: ['http_request_method'] }),
              legend: '{{http_request_method}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'Processors',
          description: 'In use by each process: 1 is one of them, all the time.',
          kind: 'lines',
          unit: 'short',
          targets: (x) => [{ expr: x.rate('process_cpu_seconds_total', INSTANCE), legend: '{{instance}}' }],
        },
        {
          title: 'Memory',
          description: 'Of each process in RAM, and of its JavaScript heap.',
          kind: 'lines',
          unit: 'bytes',
          targets: (x) => [
            { expr: x.gauge('process_resident_memory_bytes', INSTANCE), legend: '{{instance}} resident' },
            { expr: x.gauge('nodejs_heap_size_used_bytes', INSTANCE), legend: '{{instance}} heap' },
          ],
        },
        {
          title: 'Delay of the event loop',
          description: 'Median and 99th percentile of each process.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [
            {
              expr: x.gauge('nodejs_eventloop_lag_p50_seconds', INSTANCE, 'max'),
              legend: '{{instance}} p50',
            },
            {
              expr: x.gauge('nodejs_eventloop_lag_p99_seconds', INSTANCE, 'max'),
              legend: '{{instance}} p99',
            },
          ],
        },
        {
          title: 'Garbage collection',
          description: 'Share of the time of each process, by kind.',
          kind: 'lines',
          unit: 'percentunit',
          targets: (x) => {
            const metric = 'nodejs_gc_duration_seconds';
            const by = ['instance', 'kind'];
            return [{ expr: x.sumRate(metric, { by }), legend: '{{instance}} {{kind}}' }];
          },
        },
      ],
    },
    {
      title: 'The telemetry itself',
      panels: [
        {
          title: 'Operations of all kinds',
          description: 'That end, per second, by type and outcome.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [
            {
              expr: x.rate('ipfs_aiml_operations_total', { by: ['operation_type', 'status'] }),
              legend: '{{operation_type}} {{status}}',
            },
          ],
        },
        {
          title: 'Questions to its server',
          description: 'Per second, by what they asked for.',
          kind: 'lines',
          unit: 'reqps',
          targets: (x) => [
            {
              expr: x.rate('inferometer_server_requests_total', { by: ['operation'] }),
              legend: '{{operation}}',
            },
          ],
        },
        {
          title: 'Refused and overflowing',
          description:
            'Recordings that made no sense, and those that found their metric full. Best if there is nothing here.',
          kind: 'lines',
          unit: 'short',
          targets: (x) => [
            {
              expr: x.gauge('inferometer_recordings_refused_total', { by: ['reason'] }),
              legend: 'refused: {{reason}}',
            },
            {
              expr: x.gauge('inferometer_series_overflow_total', { by: ['metric'] }),
              legend: 'full: {{metric}}',
            },
          ],
        },
        {
          title: 'Time since the processes began',
          description: 'A line that falls to nothing is a restart.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [
            {
              expr: `time() - ${x.gauge('process_start_time_seconds', INSTANCE, 'max')}`,
              legend: '{{instance}}',
            },
          ],
        },
      ],
    },
  ],
};
