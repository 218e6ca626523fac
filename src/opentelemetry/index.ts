/** OpenTelemetry: spans of operations and the propagation of traces. */
export { createTracing, type TracingOptions } from './tracing/create-tracing.ts';
export type { ExporterName, ExporterOptions } from './tracing/exporters.ts';
export type { Carrier } from './tracing/propagation.ts';
export { type InstalledTracing, setupTracing, type TracingSetup } from './tracing/setup-tracing.ts';
export type {
  CreateSpanOptions,
  OpenTelemetryTracing,
  ParentContext,
  SpanUpdate,
} from './tracing/tracing.ts';
