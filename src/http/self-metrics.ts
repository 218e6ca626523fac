/** What the server counts of itself. */
import { selfMetric } from '../metrics/inner.ts';

export const SERVER_REQUESTS = /* @__PURE__ */ selfMetric('server_requests_total', ['operation', 'status']);
export const SERVER_EVENT_CLIENTS = /* @__PURE__ */ selfMetric('server_event_clients', ['stream'], 'gauge');
export const SERVER_EVENTS_DROPPED = /* @__PURE__ */ selfMetric('server_events_dropped_total', ['stream']);

export const INGESTED_INTERVALS = /* @__PURE__ */ selfMetric('ingested_intervals_total', ['outcome']);
export const INGEST_REFUSED = /* @__PURE__ */ selfMetric('ingest_refused_total', ['reason']);
export const INGEST_PAGES_FORGOTTEN = /* @__PURE__ */ selfMetric('ingest_pages_forgotten_total', []);

export const SELF_METRICS = [
  SERVER_REQUESTS,
  SERVER_EVENT_CLIENTS,
  SERVER_EVENTS_DROPPED,
  INGESTED_INTERVALS,
  INGEST_REFUSED,
  INGEST_PAGES_FORGOTTEN,
] as const;
