/** What is judged of HTTP: routes that fail, and routes that are slow. */
import type { Slices } from '../../../metrics/inner.ts';
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { failing, JUDGED_PERCENTILE, slow } from '../../query/comparisons.ts';
import { type HttpRouteMetrics, httpMetrics } from './summary.ts';

export const HTTP_RULES: readonly AnalysisRule[] = [failingRoutes, slowRoutes];

/** As OpenTelemetry has it: an error of the server is one, an error of the client is none. */
function* failingRoutes({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const { routes } = yield* httpMetrics(snapshot, []);
  return routes.flatMap((one): Found[] => {
    const measured = failing(thresholds.failureRatio, one.outcomes);
    if (measured === undefined) return [];
    return [
      {
        type: 'reliability',
        target: 'http',
        route: one.route,
        message: `${nameOf(one)} fails: ${one.outcomes.error} of ${one.outcomes.ok + one.outcomes.error}`,
        details: `By class of error, or status: ${counted(one.errorTypes)}. By class of status: ${counted(one.statusClasses)}.`,
        ...measured,
      },
    ];
  });
}

function* slowRoutes({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const { routes } = yield* httpMetrics(snapshot, [JUDGED_PERCENTILE]);
  return routes.flatMap((one): Found[] => {
    const measured = slow(one.latency, thresholds.requestSeconds);
    if (measured === undefined) return [];
    return [
      {
        type: 'performance',
        target: 'http',
        route: one.route,
        message: `${nameOf(one)} is answered late`,
        details: `By class of status: ${counted(one.statusClasses)}. A response that streams is timed to its end: where these do, raise the threshold requestSeconds.`,
        ...measured,
      },
    ];
  });
}

/** `500 3, TypeError 1` */
function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
}

function nameOf({ method, route }: HttpRouteMetrics): string {
  return `${method} ${route === '' ? '(no route)' : route}`;
}
