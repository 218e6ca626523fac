// What the tracing tests share: telemetry whose spans end up in the official in-memory exporter.
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { createTelemetry, type Telemetry, type TelemetryOptions } from 'inferometer';
import { type InstalledTracing, setupTracing, type TracingSetup } from 'inferometer/opentelemetry';
import { forSetup } from './packages.ts';

export interface Traced {
  readonly telemetry: Telemetry;
  readonly tracing: InstalledTracing;
  /** Those that have ended, in the order of their ends. */
  spans(): Promise<readonly ReadableSpan[]>;
  /** The only one with this name. */
  span(name: string): Promise<ReadableSpan>;
}

/** Runs `body` with tracing on the official SDK, and takes all of it down again. */
export async function traced(
  body: (traced: Traced) => unknown,
  options: TelemetryOptions = {},
  setup: TracingSetup = {},
): Promise<void> {
  const exporter = new InMemorySpanExporter();
  const telemetry = createTelemetry(options);
  const tracing = await setupTracing({ ...forSetup, telemetry, exporter, ...setup });
  const spans = async () => {
    await tracing.flush();
    return exporter.getFinishedSpans();
  };
  const span = async (name: string) => {
    const found = (await spans()).filter((one) => one.name === name);
    if (found.length !== 1) throw new Error(`${found.length} spans are called ${name}`);
    return found[0] as ReadableSpan;
  };
  try {
    await body({ telemetry, tracing, spans, span });
  } finally {
    await tracing.shutdown();
    telemetry.dispose();
  }
}

export function parentIdOf(span: ReadableSpan): string | undefined {
  return span.parentSpanContext?.spanId;
}

export function idOf(span: ReadableSpan): string {
  return span.spanContext().spanId;
}

export function secondsOf([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds + nanoseconds / 1e9;
}
