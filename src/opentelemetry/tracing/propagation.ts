/** Carrying a trace from one process to the next: traceparent, tracestate and baggage, in headers. */
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import type { Api } from '../api.ts';
import { requirePeer } from '../peers.ts';
import type { Carrier } from './connected-tracing.ts';

/** The user's own global propagator if there is one, at each call anew; else those of W3C. */
export class Propagation {
  private readonly api: Api;
  private readonly fallback: TextMapPropagator;

  constructor(api: Api, fallback: TextMapPropagator) {
    this.api = api;
    this.fallback = fallback;
  }

  inject(context: Context, carrier: Carrier): void {
    this.propagator().inject(context, carrier, SETTER);
  }

  /** The context with what the carrier says in it; as it was if that is nothing, or nonsense. */
  extract(context: Context, carrier: Carrier): Context {
    return this.propagator().extract(context, carrier, GETTER);
  }

  private propagator(): TextMapPropagator {
    const { propagation } = this.api;
    return propagation.fields().length > 0 ? (propagation as TextMapPropagator) : this.fallback;
  }
}

/** traceparent and tracestate (W3C Trace Context), baggage (W3C Baggage). @throws OPENTELEMETRY_PEER_MISSING */
export async function w3cPropagator(): Promise<TextMapPropagator> {
  const core = await requirePeer('Propagation of traces', '@opentelemetry/core');
  const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = core;
  return new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
}

const SETTER: TextMapSetter<Carrier> = {
  set(carrier, name, value) {
    if (isMapLike(carrier)) carrier.set(name, value);
    else carrier[name] = value;
  },
};

const GETTER: TextMapGetter<Carrier> = {
  keys: (carrier) => (isMapLike(carrier) ? [] : Object.keys(carrier)),
  get(carrier, name) {
    if (isMapLike(carrier)) return headerValue(carrier.get(name));
    // Names of headers know no case, but properties do.
    const key = Object.hasOwn(carrier, name)
      ? name
      : Object.keys(carrier).find((one) => one.toLowerCase() === name);
    return key === undefined ? undefined : headerValue(carrier[key]);
  },
};

function headerValue(value: unknown): string | string[] | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
}

function isMapLike(carrier: Carrier): carrier is Extract<Carrier, { set: unknown }> {
  return typeof carrier.get === 'function' && typeof carrier.set === 'function';
}
