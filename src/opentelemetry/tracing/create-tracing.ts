/** Tracing on the provider that is there: the user's own, or the global one. */
import type { TextMapPropagator, Tracer, TracerProvider } from '@opentelemetry/api';
import { contextOf, shouldSample, type TelemetryHandle } from '../../telemetry/index.ts';
import { requireFields } from '../../validate.ts';
import type { Api } from '../api.ts';
import { requirePeer, requirePeers } from '../peers.ts';
import { TRACING_OPTIONS, type TracingOptions } from './options.ts';
import { Propagation, w3cPropagator } from './propagation.ts';
import type { ShouldSample } from './sampling.ts';
import { OpenTelemetryTracing } from './tracing.ts';

/** The name of the scope that our spans have. */
const SCOPE = 'inferometer';

/**
 * Gives every operation of a telemetry instance a span, and spans to whoever wants more. The share of traces that the
 * telemetry's `samplingRatio` names is offered to the provider, whose own sampler decides about these.
 *
 * @param telemetry left out, or undefined: for spans of one's own alone.
 * @throws OPENTELEMETRY_PEER_MISSING, OPENTELEMETRY_UNKNOWN_OPTION, OPENTELEMETRY_OPTION_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const tracing = await createTracing(telemetry);
 * await telemetry.trackInference({ modelId: 'glyphs' }, () => session.run(feeds)); // span `inference glyphs`
 */
export async function createTracing(
  telemetry?: TelemetryHandle,
  options: TracingOptions = {},
): Promise<OpenTelemetryTracing> {
  requireFields('OPENTELEMETRY_OPTION_KIND', 'OPENTELEMETRY_UNKNOWN_OPTION', options, TRACING_OPTIONS);
  if (telemetry !== undefined) contextOf(telemetry);
  await requirePeers('Tracing', [
    options.api === undefined ? ['@opentelemetry/api'] : undefined,
    options.propagator === undefined ? ['@opentelemetry/core'] : undefined,
  ]);
  const api = (options.api as Api | undefined) ?? (await requirePeer('Tracing', '@opentelemetry/api'));
  const propagator = (options.propagator as TextMapPropagator | undefined) ?? (await w3cPropagator());
  const propagation = new Propagation(api, propagator);
  const tracerProvider = options.tracerProvider as TracerProvider | undefined;
  const tracer = tracerOf(() => tracerProvider ?? api.trace.getTracerProvider());
  const tracing = new OpenTelemetryTracing({ api, tracer, propagation, shouldSample: samplingOf(telemetry) });
  if (options.autoInstrument !== false) telemetry?.configure({ tracing });
  return tracing;
}

/** The provider's tracer. The global provider is another one once it is set, where there are two copies of the API. */
export function tracerOf(providerNow: () => TracerProvider): () => Tracer {
  let provider = providerNow();
  let tracer = provider.getTracer(SCOPE);
  return () => {
    const current = providerNow();
    if (current !== provider) {
      provider = current;
      tracer = provider.getTracer(SCOPE);
    }
    return tracer;
  };
}

export function samplingOf(telemetry: TelemetryHandle | undefined): ShouldSample {
  return telemetry === undefined ? () => true : (request) => shouldSample(telemetry, request);
}
