// The types of options: OpenTelemetry's own objects fit, others do not. What does not compile fails `npm run types`.
import * as api from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { OTLPTraceExporter as OtlpHttp } from '@opentelemetry/exporter-trace-otlp-http';
import type { OTLPTraceExporter as OtlpProto } from '@opentelemetry/exporter-trace-otlp-proto';
import type { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import type * as resources from '@opentelemetry/resources';
import type * as sdk from '@opentelemetry/sdk-trace';
import type { TracerProvider } from '@opentelemetry/sdk-trace';
import type * as baseSdk from '@opentelemetry/sdk-trace-base';
import {
  BasicTracerProvider,
  type ConsoleSpanExporter,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { createTelemetry } from 'inferometer';
import { connect } from 'inferometer/connect';
import type {
  ApiLike,
  ConnectedTracing,
  ContextManagerLike,
  InstalledTracing,
  OpenTelemetryTracing,
  PropagatorLike,
  ResourcesLike,
  SpanExporterLike,
  TracerProviderLike,
  TracingOptions,
  TracingSdkLike,
  TracingSetup,
} from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';

type Fits<Shape, _Real extends Shape> = true;

export type RealTypesFit = [
  Fits<ApiLike, typeof api>,
  Fits<TracerProviderLike, api.TracerProvider | BasicTracerProvider | TracerProvider>,
  Fits<PropagatorLike, api.TextMapPropagator | typeof api.propagation | W3CTraceContextPropagator>,
  Fits<ContextManagerLike, api.ContextManager | AsyncLocalStorageContextManager>,
  Fits<SpanExporterLike, SpanExporter | ConsoleSpanExporter | OtlpHttp | OtlpProto | ZipkinExporter>,
  Fits<TracingSdkLike, typeof sdk | typeof baseSdk>,
  Fits<ResourcesLike, typeof resources>,
  Fits<ConnectedTracing, OpenTelemetryTracing | InstalledTracing>,
];

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

export const refused = {
  // @ts-expect-error: an exporter is no provider
  tracerProvider: { tracerProvider: exporter } satisfies TracingOptions,
  // @ts-expect-error: a context manager is no propagator
  propagator: { propagator: new AsyncLocalStorageContextManager() } satisfies TracingOptions,
  // @ts-expect-error: a provider is no module
  api: { api: tracerProvider } satisfies TracingOptions,
  // @ts-expect-error: a provider is no module
  sdk: { sdk: tracerProvider } satisfies TracingSetup,
  // @ts-expect-error: a provider is no exporter
  exporter: { exporter: tracerProvider } satisfies TracingSetup,
  // @ts-expect-error: a propagator is no context manager
  contextManager: { contextManager: new W3CTraceContextPropagator() } satisfies TracingSetup,
};

test('a connection takes the objects of OpenTelemetry, and carries traces without its types', async () => {
  const telemetry = createTelemetry();
  const propagator = new W3CTraceContextPropagator();
  const tracing: TracingOptions = { api, tracerProvider, propagator };
  const connection = await connect(telemetry, { opentelemetry: { tracing } });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceContext = connection.tracing?.extract({ traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  assert.ok(traceContext);
  const sent = telemetry.trackInference({ modelId: 'glyphs', traceContext }, (inference) =>
    connection.tracing?.inject({ traceparent: '' }, inference),
  );
  await connection.close();
  const [span] = exporter.getFinishedSpans();
  assert.is(span?.spanContext().traceId, traceId);
  assert.is(sent?.traceparent, `00-${traceId}-${span?.spanContext().spanId}-01`);
});
