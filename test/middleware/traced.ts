// Telemetry whose spans end in memory, on the official SDK.
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createTelemetry, type Telemetry } from 'inferometer';
import { createTracing, type OpenTelemetryTracing } from 'inferometer/opentelemetry';
import { forTracing } from '../opentelemetry/packages.ts';

export interface Traced {
  readonly telemetry: Telemetry;
  readonly tracing: OpenTelemetryTracing;
  spans(): ReadableSpan[];
}

export async function traced(): Promise<Traced> {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const telemetry = createTelemetry();
  const tracing = await createTracing(telemetry, { ...forTracing, tracerProvider });
  return { telemetry, tracing, spans: () => exporter.getFinishedSpans() };
}

/** What a caller in a trace of its own sends. */
export function traceparent(i: number): { traceId: string; spanId: string; header: string } {
  const traceId = (i + 1).toString(16).padStart(32, 'a');
  const spanId = (i + 1).toString(16).padStart(16, 'b');
  return { traceId, spanId, header: `00-${traceId}-${spanId}-01` };
}
