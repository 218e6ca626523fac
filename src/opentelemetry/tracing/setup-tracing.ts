/** Tracing on the official SDK, set up in one call, for programs that have none yet. */
import type { ContextManager, TextMapPropagator } from '@opentelemetry/api';
import { contextOf, isSampled } from '../../telemetry/index.ts';
import { requireFields, requireNumberAttribute } from '../../validate.ts';
import type { Api } from '../api.ts';
import { findPeer, type Peers, requirePeer, requirePeers } from '../peers.ts';
import { samplingOf, tracerOf } from './create-tracing.ts';
import { exporterFor, exporterPackages } from './exporters.ts';
import type { FlushingProvider } from './flushing-provider.ts';
import { type Registration, register } from './globals.ts';
import { SETUP_OPTIONS, type TracingSetup } from './options.ts';
import { Propagation, w3cPropagator } from './propagation.ts';
import { rootSampler, type ShouldSample } from './sampling.ts';
import { type LoadedSdk, loadSdk, SDK_PACKAGES } from './sdk.ts';
import { OpenTelemetryTracing, type TracingPorts } from './tracing.ts';

const PURPOSE = 'setupTracing';

/** Tracing with an SDK of its own. */
export class InstalledTracing extends OpenTelemetryTracing {
  readonly tracerProvider: FlushingProvider;
  private readonly registration: Registration;
  private ending: Promise<void> | undefined;

  constructor(ports: TracingPorts, tracerProvider: FlushingProvider, registration: Registration) {
    super(ports);
    this.tracerProvider = tracerProvider;
    this.registration = registration;
  }

  /** Whether the provider is the global one, so that libraries that trace themselves use it. */
  get isGlobal(): boolean {
    return this.registration.isGlobal;
  }

  /** Sends what has ended and was not sent yet. */
  flush(): Promise<void> {
    return this.tracerProvider.forceFlush();
  }

  /** Begins no more spans, sends what has ended, takes back what was registered globally. */
  shutdown(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  private async end(): Promise<void> {
    this.close();
    this.registration.undo();
    try {
      await this.tracerProvider.forceFlush();
    } finally {
      await this.tracerProvider.shutdown();
    }
  }
}

/**
 * Sets up the official SDK with an exporter and gives the telemetry's operations spans. A tracer provider, context
 * manager or propagator that the program has set stays what it is: then the spans of operations go to the exporter named
 * here, with the program's own spans as parents.
 *
 * @throws OPENTELEMETRY_PEER_MISSING, OPENTELEMETRY_EXPORTER, OPENTELEMETRY_ENDPOINT, OPENTELEMETRY_UNKNOWN_OPTION,
 * OPENTELEMETRY_OPTION_KIND, TELEMETRY_ARGUMENT_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE
 * @example
 * const tracing = await setupTracing({ telemetry, serviceName: 'my-service', exporter: 'otlp', samplingRatio: 0.1 });
 * await tracing.shutdown();
 */
export async function setupTracing(setup: TracingSetup = {}): Promise<InstalledTracing> {
  requireFields('OPENTELEMETRY_OPTION_KIND', 'OPENTELEMETRY_UNKNOWN_OPTION', setup, SETUP_OPTIONS);
  const { telemetry, autoInstrument = true } = setup;
  if (telemetry !== undefined) contextOf(telemetry);
  const shouldSample = samplingFor(setup);
  await requirePeers(PURPOSE, [
    setup.api === undefined ? ['@opentelemetry/api'] : undefined,
    setup.sdk === undefined ? SDK_PACKAGES : undefined,
    setup.propagator === undefined ? ['@opentelemetry/core'] : undefined,
    setup.resources === undefined ? ['@opentelemetry/resources'] : undefined,
    ...exporterPackages(setup),
  ]);
  const api = (setup.api as Api | undefined) ?? (await requirePeer(PURPOSE, '@opentelemetry/api'));
  const sdk = await loadSdk(setup.sdk);
  const exporter = await exporterFor(sdk, setup);
  const propagator = (setup.propagator as TextMapPropagator | undefined) ?? (await w3cPropagator());
  const tracerProvider = sdk.provider({
    resource: await resourceOf(setup),
    root: rootSampler(shouldSample),
    spanProcessor: setup.exporter === 'console' ? sdk.simple(exporter) : sdk.batching(exporter),
  });
  const contextManager =
    (setup.contextManager as ContextManager | undefined) ?? (await contextManagerFor(sdk));
  const registration = register(api, { tracerProvider, contextManager, propagator });
  const ports = {
    api,
    tracer: tracerOf(() => tracerProvider),
    propagation: new Propagation(api, propagator),
    // The provider asks, with the id that the trace has.
    shouldSample: () => true,
  };
  const tracing = new InstalledTracing(ports, tracerProvider, registration);
  if (autoInstrument) telemetry?.configure({ tracing });
  return tracing;
}

/** @throws TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
function samplingFor({ samplingRatio: ratio, telemetry }: TracingSetup): ShouldSample {
  if (ratio === undefined) return samplingOf(telemetry);
  requireNumberAttribute('samplingRatio', ratio, 0, 1, 'Pass a ratio: divide a percentage by 100.');
  return (request) => isSampled(ratio, request);
}

async function resourceOf({ serviceName, resourceAttributes, resources }: TracingSetup) {
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    (resources as Peers['@opentelemetry/resources'] | undefined) ??
    (await requirePeer(PURPOSE, '@opentelemetry/resources'));
  const name = serviceName === undefined ? {} : { 'service.name': serviceName };
  return defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes({ ...resourceAttributes, ...name }));
}

async function contextManagerFor(sdk: LoadedSdk): Promise<ContextManager | undefined> {
  const found = await findPeer('@opentelemetry/context-async-hooks');
  return found === undefined ? sdk.stackContextManager() : new found.AsyncLocalStorageContextManager();
}
