/** Everything that is recorded, over HTTP: the REST API, the dashboard, reports, pictures, metrics for Prometheus. */
export { type TelemetryConfiguration, telemetryConfiguration } from './config/telemetry-configuration.ts';
export { createHandler, type TelemetryHandler } from './handler.ts';
export type { IngestOptions } from './ingest/options.ts';
export { createListener, type NodeRequest, type NodeResponse, type TelemetryListener } from './listener.ts';
export type { HandlerOptions, ReportsOptions, ServerOptions } from './options.ts';
export { serve, type TelemetryServer } from './server.ts';
