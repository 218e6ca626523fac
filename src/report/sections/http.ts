/** HTTP requests by method and route: how they were answered, and how long that took. */

import type { HttpMetrics, HttpRouteMetrics } from '../../telemetry/index.ts';
import { type Block, left, measurement, right } from '../document/document.ts';
import type { ReportContext, ReportPart } from './context.ts';
import { durationsJson } from './json.ts';
import { durationCells, durationColumns } from './tables.ts';

export const HTTP_PART = {
  name: 'http',
  sections({ routes, active }, context) {
    const running = Object.values(active).reduce((sum, count) => sum + count, 0);
    if (routes.length === 0 && running === 0) return [];
    const pairs = [{ label: 'Requests being answered', value: measurement(running, 'count') }];
    return [
      {
        id: 'http',
        heading: 'HTTP',
        blocks: [...answerTable(routes), ...latencyTable(routes, context), { kind: 'key_values', pairs }],
      },
    ];
  },
  json: ({ routes, active }) => ({
    routes: routes.map((route) => ({
      method: route.method,
      route: route.route,
      count: route.count,
      latency_stats: durationsJson(route.latency),
      status_classes: route.statusClasses,
      error_types: route.errorTypes,
      error_ratio: route.errorRatio ?? null,
      outcomes: route.outcomes,
    })),
    active_requests: active,
  }),
} as const satisfies ReportPart<'http', HttpMetrics>;

/** A column for each class of status that occurred. */
function answerTable(routes: readonly HttpRouteMetrics[]): Block[] {
  if (routes.length === 0) return [];
  const classes = [...new Set(routes.flatMap(({ statusClasses }) => Object.keys(statusClasses)))].sort();
  return [
    {
      kind: 'table',
      columns: [
        left('Method'),
        left('Route'),
        ...['Requests', ...classes, 'Error ratio'].map(right),
        left('Errors'),
      ],
      rows: routes.map(({ method, route, count, statusClasses, errorRatio, errorTypes }) => [
        method,
        nameOf(route),
        measurement(count, 'count'),
        ...classes.map((name) => measurement(statusClasses[name] ?? 0, 'count')),
        measurement(errorRatio, 'ratio'),
        Object.entries(errorTypes)
          .map(([type, times]) => `${type} ${times}`)
          .join(', '),
      ]),
    },
  ];
}

function latencyTable(routes: readonly HttpRouteMetrics[], { percentiles }: ReportContext): Block[] {
  const answered = routes.filter(({ latency }) => latency !== undefined);
  if (answered.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Requests that did not fail',
      columns: [left('Method'), left('Route'), ...durationColumns(percentiles)],
      rows: answered.map(({ method, route, latency }) => [
        method,
        nameOf(route),
        ...durationCells(latency, percentiles),
      ]),
    },
  ];
}

function nameOf(route: string): string {
  return route === '' ? '(none)' : route;
}
