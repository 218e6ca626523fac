/** Results about HTTP requests: how many, how they were answered and how long that took, by method and route. */

import { mapping, type Slices } from '../../../metrics/inner.ts';
import type { Outcome } from '../../operations/outcome.ts';
import { requestOutcome } from '../../query/operation-type.ts';
import { summarize } from '../../query/results.ts';
import {
  groupedBy,
  histogramsOf,
  type OutcomeCounts,
  type Recorded,
  valuesOf,
} from '../../query/snapshot-reader.ts';
import type { ResultsSource } from '../../query/source.ts';
import { type DurationStatistics, durationStatistics } from '../../query/statistics.ts';

export interface HttpRouteMetrics {
  readonly method: string;
  /** As the router has it, `/models/:id`; empty for requests that no route was found for. */
  readonly route: string;
  /** Requests that have ended, in whatever way. */
  readonly count: number;
  /** To the end of the response, of the requests that did not fail; undefined if there was none. */
  readonly latency: DurationStatistics | undefined;
  /** Requests by class of status, those that occurred: `{ '2xx': 97, '5xx': 3 }`; `none` where there was no response. */
  readonly statusClasses: Readonly<Record<string, number>>;
  /** Failed requests by the class of what was thrown, else by status. */
  readonly errorTypes: Readonly<Record<string, number>>;
  /** Failed requests by those that failed or did not: what the client gave up is in neither. Undefined before the first. */
  readonly errorRatio: number | undefined;
  readonly outcomes: OutcomeCounts;
}

export interface HttpMetrics {
  /** In the order of their first use. */
  readonly routes: readonly HttpRouteMetrics[];
  /** Requests that are being answered now, by method. */
  readonly active: Readonly<Record<string, number>>;
}

export function* httpMetrics(recorded: Recorded, percentiles: readonly number[]): Slices<HttpMetrics> {
  const requests = histogramsOf(recorded, 'http_server_request_duration_seconds');
  const routes = [...groupedBy('http_request_method', requests)].flatMap(([method, ofMethod]) =>
    [...groupedBy('http_route', ofMethod)].map(([route, own]) => ({ method, route, own })),
  );
  const active = valuesOf(recorded, 'http_server_active_requests');
  return {
    routes: yield* mapping(routes, ({ method, route, own }) => ({
      method,
      route,
      ...routeMetrics(own, percentiles),
    })),
    active: Object.fromEntries(active.map(({ labels, value }) => [labels.http_request_method, value])),
  };
}

/**
 * Requests by method and route, and how many are being answered now.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT
 */
export function getHttpMetrics(source: ResultsSource): HttpMetrics {
  return summarize(source, ['http'], httpMetrics);
}

function routeMetrics(requests: ReturnType<typeof histogramsOf>, percentiles: readonly number[]) {
  const ended = (outcome: Outcome) => requests.filter(({ labels }) => requestOutcome(labels) === outcome);
  const [good, bad] = [ended('ok'), ended('error')];
  const outcomes = {
    ok: countOf(good),
    error: countOf(bad),
    aborted: countOf(ended('aborted')),
    unknown: countOf(ended('unknown')),
  };
  const judged = outcomes.ok + outcomes.error;
  return {
    count: countOf(requests),
    latency: durationStatistics(good, percentiles),
    statusClasses: countsBy(requests, ({ http_response_status_code: status }) => classOf(status as string)),
    errorTypes: countsBy(bad, ({ error_type: errorType }) => errorType as string),
    errorRatio: judged > 0 ? outcomes.error / judged : undefined,
    outcomes,
  };
}

function classOf(status: string): string {
  return /^[1-5]/.test(status) ? `${status[0]}xx` : 'none';
}

function countsBy(
  requests: ReturnType<typeof histogramsOf>,
  keyOf: (labels: Readonly<Record<string, string>>) => string,
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { labels, histogram } of requests) {
    const key = keyOf(labels);
    counts.set(key, (counts.get(key) ?? 0) + histogram.count);
  }
  return Object.fromEntries([...counts].filter(([, count]) => count > 0));
}

function countOf(requests: ReturnType<typeof histogramsOf>): number {
  return requests.reduce((sum, { histogram }) => sum + histogram.count, 0);
}
