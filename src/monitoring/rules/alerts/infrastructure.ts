/** Alerts about HTTP servers and the process. */
import type { Queries } from '../../queries.ts';
import { type Alert, percent } from '../alert.ts';

const REQUESTS = 'http_server_request_duration_seconds';
const LAG = 'nodejs_eventloop_lag_p99_seconds';
const BY_ROUTE = { by: ['job', 'http_route'] };
const ROUTE = { http_request_method: 'POST', http_route: '/chat' };

export const INFRASTRUCTURE_ALERTS: readonly Alert[] = [
  {
    name: 'HttpFailureRatioHigh',
    component: 'infrastructure',
    severity: 'warning',
    forSeconds: 300,
    metric: REQUESTS,
    expression: (x) => `${failedRequests(x, BY_ROUTE.by)} > ${x.settings.thresholds.requestFailureRatio}`,
    shown: 'humanizePercentage',
    summary: 'Requests of {http_route} are answered with 5xx',
    description: (x) =>
      `{value} of the requests of {http_route} were answered with 5xx, more than ${percent(x.settings.thresholds.requestFailureRatio)}.`,
    runbook: {
      meaning: 'Clients get errors that are not theirs.',
      causes: [
        'a failing dependency: a model, storage, a provider',
        'a release with a mistake',
        'limits of memory or time',
      ],
      steps: [
        'Look at "Responses by status" and "Failures by error" on the dashboards: what fails under the route?',
        'Follow an exemplar of a slow or failed request to its trace.',
        'Take the last release back if it began with it.',
      ],
    },
    check: (x, samples) => ({
      samples: [
        ...samples.values(
          REQUESTS,
          { ...ROUTE, http_response_status_code: '200', error_type: '' },
          0.02,
          0.02,
          30,
        ),
        ...samples
          .values(REQUESTS, { ...ROUTE, http_response_status_code: '500', error_type: '500' }, 0.02, 0.02, 10)
          // None of them while all is well.
          .map((sample) => ({ ...sample, healthy: sample.healthy.replace(/\+\d+x/, '+0x') })),
      ],
      labels: { job: x.settings.job, http_route: ROUTE.http_route },
      value: 0.25,
    }),
  },
  {
    name: 'HttpLatencyHigh',
    component: 'infrastructure',
    severity: 'warning',
    forSeconds: 300,
    metric: REQUESTS,
    expression: (x) => `${x.quantile(0.95, REQUESTS, BY_ROUTE)} > ${x.settings.thresholds.requestSeconds}`,
    shown: 'humanizeDuration',
    summary: 'Requests of {http_route} are slow',
    description: (x) =>
      `The 95th percentile of the time of requests of {http_route} is {value}, above ${x.settings.thresholds.requestSeconds} s.`,
    runbook: {
      meaning: 'One request in twenty takes long to its last byte.',
      causes: [
        'what is asked for takes long: a model, storage',
        'an event loop that is blocked',
        'responses that stream: then this is no fault',
      ],
      steps: [
        'Does the route stream? Then raise `thresholds.requestSeconds`, and watch the first token instead.',
        'Compare with the time of inferences and of storage, and with the lag of the event loop.',
        'Follow the slow ones by their traces.',
      ],
    },
    check: (x, samples) => {
      const labels = { ...ROUTE, http_response_status_code: '200', error_type: '' };
      const { http_route } = ROUTE;
      return samples.slow(REQUESTS, labels, { http_route }, x.settings.thresholds.requestSeconds * 1.4, 0.02);
    },
  },
  {
    name: 'EventLoopBlocked',
    component: 'infrastructure',
    severity: 'warning',
    forSeconds: 300,
    expression: (x) =>
      `${x.gauge(LAG, { by: ['job', 'instance'] }, 'max')} > ${x.settings.thresholds.eventLoopLagSeconds}`,
    shown: 'humanizeDuration',
    summary: 'The event loop of {instance} is blocked',
    description: (x) =>
      `The 99th percentile of the delay of the event loop is {value}, above ${x.settings.thresholds.eventLoopLagSeconds} s: everything in {instance} waits.`,
    runbook: {
      meaning: 'Every request and every stream of this process waits for something that computes.',
      causes: [
        'inferences on the main thread',
        'large JSON, synchronous files or compression',
        'long garbage collections',
      ],
      steps: [
        'Compare with the heap and garbage collections on the dashboard Infrastructure.',
        'Take a profile: `node --cpu-prof`, or the inspector.',
        'Move what computes to a worker; `inferometer` merges what workers record.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.gauge(LAG, {}, x.settings.thresholds.eventLoopLagSeconds + 1, 0)],
      labels: { job: x.settings.job, instance: 'app:8000' },
      value: x.settings.thresholds.eventLoopLagSeconds + 1,
    }),
  },
];

/** Those that the server answered with 5xx; without a status somebody left. */
export function failedRequests(x: Queries, by: readonly string[]): string {
  const failed = x.countRate(REQUESTS, { by, where: { http_response_status_code: /5../ } });
  const all = x.countRate(REQUESTS, { by });
  return `(${failed} or ${all} * 0) / ${all}`;
}
