/** OpenTelemetry: spans of operations, the propagation of traces, metrics in and out. */

export type { NameOptions, Names } from '../telemetry/index.ts';
export {
  createOpenTelemetryLogger,
  type LoggerProviderLike,
  type OpenTelemetryLoggerOptions,
} from './logs/logger.ts';
export type { BoundCounter, BoundHistogram } from './metrics/instruments.ts';
export {
  createMeterProvider,
  type InferometerMeterProvider,
  type MeterProviderOptions,
} from './metrics/meter-provider.ts';
export type { View } from './metrics/view.ts';
export type {
  CollectionResult,
  DataPoint,
  MetricData,
  MetricResource,
  ScopeMetrics,
} from './producer/metric-data.ts';
export {
  createMetricProducer,
  type MetricProducer,
  type MetricProducerOptions,
} from './producer/metric-producer.ts';
export type { TemporalityOption, TemporalitySelector } from './producer/temporality.ts';
export type { Carrier, ConnectedTracing } from './tracing/connected-tracing.ts';
export { createTracing } from './tracing/create-tracing.ts';
export type { ExporterName, ExporterOptions, TracingOptions, TracingSetup } from './tracing/options.ts';
export { type InstalledTracing, setupTracing } from './tracing/setup-tracing.ts';
export type {
  ApiLike,
  ContextManagerLike,
  PropagatorLike,
  ResourcesLike,
  SpanExporterLike,
  TracerProviderLike,
  TracingSdkLike,
} from './tracing/shapes.ts';
export type {
  CreateSpanOptions,
  OpenTelemetryTracing,
  ParentContext,
  SpanUpdate,
} from './tracing/tracing.ts';
