// Every export of `inferometer/opentelemetry`, called as a program would that has OpenTelemetry's API and its SDK.
import { type Meter, type MeterProvider, metrics, ValueType } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
  MeterProvider as SdkMeterProvider,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createTelemetry } from 'inferometer';
import * as opentelemetry from 'inferometer/opentelemetry';
import { recorded } from './root.ts';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

export const calls = {
  createOpenTelemetryLogger: async () => {
    const exporter = new InMemoryLogRecordExporter();
    const loggerProvider: opentelemetry.LoggerProviderLike = new LoggerProvider({
      processors: [new SimpleLogRecordProcessor({ exporter })],
    });
    const options: opentelemetry.OpenTelemetryLoggerOptions = { loggerProvider };
    const logger = await opentelemetry.createOpenTelemetryLogger(options);
    logger.info({ event_type: 'checkpoint_saved' }, 'Checkpoint saved');
    expect(exporter.getFinishedLogRecords()[0]?.eventName === 'checkpoint_saved');
  },
  createMeterProvider: async () => {
    const telemetry = await recorded();
    const view: opentelemetry.View = { instrumentName: 'shop.*', attributeKeys: ['route'] };
    const options: opentelemetry.MeterProviderOptions = { views: [view] };
    const provider: opentelemetry.InferometerMeterProvider = opentelemetry.createMeterProvider(
      telemetry,
      options,
    );
    const asTheirs: MeterProvider = provider;
    metrics.setGlobalMeterProvider(asTheirs);
    const meter: Meter = metrics.getMeter('shop');
    meter
      .createCounter('shop.requests', { unit: '{request}', valueType: ValueType.INT })
      .add(1, { route: '/cart' });
    const bound: opentelemetry.BoundCounter = provider
      .getMeter('shop')
      .createCounter('shop.hits')
      .bind({ route: '/' });
    bound.add(1);
    const histogram: opentelemetry.BoundHistogram = provider
      .getMeter('shop')
      .createHistogram('shop.seconds')
      .bind();
    histogram.record(0.5);
    meter.createObservableGauge('shop.depth').addCallback((result) => result.observe(1));
    metrics.disable();
    expect(telemetry.snapshot().metrics.some(({ fullName }) => fullName === 'shop.requests'));
  },
  createMetricProducer: async () => {
    const options: opentelemetry.MetricProducerOptions = {
      names: 'kit',
      temporality: 'delta' satisfies opentelemetry.TemporalityOption,
    };
    const producer: opentelemetry.MetricProducer = opentelemetry.createMetricProducer(
      await recorded(),
      options,
    );
    const { resourceMetrics }: opentelemetry.CollectionResult = await producer.collect();
    const scopes: readonly opentelemetry.ScopeMetrics[] = resourceMetrics.scopeMetrics;
    const all: readonly opentelemetry.MetricData[] = scopes.flatMap((scope) => scope.metrics);
    expect(all.some(({ descriptor }) => descriptor.name === 'hits_total'));
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const theirs = new SdkMeterProvider({
      readers: [
        new PeriodicExportingMetricReader({
          exporter,
          metricProducers: [opentelemetry.createMetricProducer(await recorded(), { temporality: exporter })],
        }),
      ],
    });
    await theirs.forceFlush();
    expect(exporter.getMetrics().length > 0);
    await theirs.shutdown();
  },
  createTracing: async () => {
    const exporter = new InMemorySpanExporter();
    const tracerProvider = new BasicTracerProvider({
      sampler: new AlwaysOnSampler(),
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    const options: opentelemetry.TracingOptions = { tracerProvider };
    const tracing: opentelemetry.OpenTelemetryTracing = await opentelemetry.createTracing(undefined, options);
    const telemetry = createTelemetry({ tracing, logLevel: 'silent' });
    telemetry.trackInference({ modelId: 'm' }, () => 1);
    await tracerProvider.forceFlush();
    expect(exporter.getFinishedSpans().length === 1);
  },
  setupTracing: async () => {
    const exporter = new InMemorySpanExporter();
    const setup: opentelemetry.TracingSetup = { serviceName: 'program', exporter };
    const installed: opentelemetry.InstalledTracing = await opentelemetry.setupTracing(setup);
    await installed.shutdown();
  },
} satisfies Record<keyof typeof opentelemetry, () => unknown>;

export type Named = [
  opentelemetry.ApiLike,
  opentelemetry.Carrier,
  opentelemetry.ConnectedTracing,
  opentelemetry.ContextManagerLike,
  opentelemetry.CreateSpanOptions,
  opentelemetry.DataPoint<number>,
  opentelemetry.NameOptions,
  opentelemetry.Names,
  opentelemetry.ExporterName,
  opentelemetry.ExporterOptions,
  opentelemetry.MetricResource,
  opentelemetry.ParentContext,
  opentelemetry.PropagatorLike,
  opentelemetry.ResourcesLike,
  opentelemetry.SpanExporterLike,
  opentelemetry.SpanUpdate,
  opentelemetry.TemporalitySelector,
  opentelemetry.TracerProviderLike,
  opentelemetry.TracingSdkLike,
];
