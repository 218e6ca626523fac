/** What is judged of HTTP: routes that fail, and routes that are slow. */
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { failing, JUDGED_PERCENTILE, slow } from '../../query/comparisons.ts';
import { type HttpRouteMetrics, httpMetrics } from './summary.ts';

export const HTTP_RULES: readonly AnalysisRule[] = [failingRoutes, slowRoutes];

/** As OpenTelemetry has it: an error of the server is one, an error of the client is none. */
function failingRoutes({ snapshot, thresholds }: Evidenced): Found[] {
  return httpMetrics(snapshot, []).routes.flatMap((one): Found[] => {
    const measured = failing(thresholds.failureRatio, one.outcomes);
    if (measured === undefined) return [];
    const classes = Object.entries(one.statusClasses).map(([name, times]) => `${times} x ${name}`);
    return [
      {
        type: 'reliability',
        target: 'http',
        route: one.route,
        message: `Find out why ${nameOf(one)} fails`,
        details: `It was answered with ${classes.join(', ')}. What failed: ${Object.keys(one.errorTypes).join(', ')}.`,
        ...measured,
      },
    ];
  });
}

function slowRoutes({ snapshot, thresholds }: Evidenced): Found[] {
  return httpMetrics(snapshot, [JUDGED_PERCENTILE]).routes.flatMap((one): Found[] => {
    const measured = slow(one.latency, thresholds.requestSeconds);
    if (measured === undefined) return [];
    return [
      {
        type: 'performance',
        target: 'http',
        route: one.route,
        message: `Answer ${nameOf(one)} faster`,
        details:
          'Consider what its handler waits for. Where its responses stream, raise the threshold requestSeconds.',
        ...measured,
      },
    ];
  });
}

function nameOf({ method, route }: HttpRouteMetrics): string {
  return `${method} ${route === '' ? '(no route)' : route}`;
}
