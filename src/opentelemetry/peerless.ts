/**
 * A door beside index.ts, not published: what `connect` shows of tracing, in types that name none of OpenTelemetry's.
 * Programs that have not installed its packages type-check against it.
 */
export type { ConnectedTracing } from './tracing/connected-tracing.ts';
export type { TracingOptions, TracingSetup } from './tracing/options.ts';
