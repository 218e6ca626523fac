/** The official SDK in either of its shapes: `sdk-trace` (from 2.12), or `sdk-trace-base` of the 2.x before it. */
import type { ContextManager } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Sampler, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { findPeer, type Peers, requirePeer } from '../peers.ts';
import type { FlushingProvider } from './flushing-provider.ts';
import type { TracingSdkLike } from './shapes.ts';

export interface ProviderSettings {
  readonly resource: Resource;
  /** Asked where a trace begins; below that the parent's decision stands. */
  readonly root: Sampler;
  readonly spanProcessor: SpanProcessor;
}

export interface LoadedSdk {
  consoleExporter(): SpanExporter;
  /** Exports each span as it ends. */
  simple(exporter: SpanExporter): SpanProcessor;
  batching(exporter: SpanExporter): SpanProcessor;
  provider(settings: ProviderSettings): FlushingProvider;
  /** For where nothing carries a context across an await: that of synchronous code. */
  stackContextManager(): ContextManager | undefined;
}

/** Either will do. */
export const SDK_PACKAGES = ['@opentelemetry/sdk-trace-base', '@opentelemetry/sdk-trace'] as const;

/** The one that was handed in, or that is installed. @throws OPENTELEMETRY_PEER_MISSING */
export async function loadSdk(given: TracingSdkLike | undefined): Promise<LoadedSdk> {
  const sdk = given ?? (await findPeer('@opentelemetry/sdk-trace'));
  // Of packages that others brought along there may be a version from before the classes were here.
  if (sdk !== undefined && 'TracerProvider' in sdk) return current(sdk as Peers['@opentelemetry/sdk-trace']);
  return base(
    (given as Peers['@opentelemetry/sdk-trace-base'] | undefined) ??
      (await requirePeer('setupTracing', '@opentelemetry/sdk-trace-base')),
  );
}

function current(sdk: Peers['@opentelemetry/sdk-trace']): LoadedSdk {
  return {
    consoleExporter: () => new sdk.ConsoleSpanExporter(),
    simple: (exporter) => new sdk.SimpleSpanProcessor({ exporter }),
    batching: (exporter) => new sdk.BatchSpanProcessor({ exporter }),
    provider: ({ resource, root, spanProcessor }) =>
      new sdk.TracerProvider({
        resource,
        sampler: new sdk.ParentBasedSampler({ root }),
        spanProcessors: [spanProcessor],
      }),
    stackContextManager: () => new sdk.StackContextManager(),
  };
}

function base(sdk: Peers['@opentelemetry/sdk-trace-base']): LoadedSdk {
  return {
    consoleExporter: () => new sdk.ConsoleSpanExporter(),
    simple: (exporter) => new sdk.SimpleSpanProcessor(exporter),
    batching: (exporter) => new sdk.BatchSpanProcessor(exporter),
    provider: ({ resource, root, spanProcessor }) =>
      new sdk.BasicTracerProvider({
        resource,
        sampler: new sdk.ParentBasedSampler({ root }),
        spanProcessors: [spanProcessor],
      }),
    stackContextManager: () => undefined,
  };
}
