/** What is recorded of HTTP requests. */
import { durations, gauge } from '../../operations/metric-rows.ts';

// OpenTelemetry's for http.server.request.duration.
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
// As OpenTelemetry has them, in Prometheus's spelling: dashboards made for others fit.
const METHOD = ['http_request_method'];
const REQUEST = [...METHOD, 'http_route', 'http_response_status_code', 'error_type'];

export const HTTP_SERVER_REQUEST_DURATION_SECONDS = durations(
  'http',
  'http_server_request_duration_seconds',
  REQUEST,
  REQUEST_SECONDS,
);
export const HTTP_SERVER_ACTIVE_REQUESTS = gauge('http', 'http_server_active_requests', '1', METHOD);

export const HTTP_METRICS = [HTTP_SERVER_REQUEST_DURATION_SECONDS, HTTP_SERVER_ACTIVE_REQUESTS] as const;
