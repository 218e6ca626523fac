/** What a process has one of: registered where nobody has registered any, never replaced, and taken back by name. */
import type { ContextManager, TextMapPropagator, TracerProvider } from '@opentelemetry/api';
import type { Api } from '../api.ts';

export interface GlobalParts {
  readonly tracerProvider: TracerProvider;
  readonly contextManager: ContextManager | undefined;
  readonly propagator: TextMapPropagator;
}

export interface Registration {
  /** Whether the provider is the global one now, which libraries that trace themselves use. */
  readonly isGlobal: boolean;
  /** Takes back what was registered. */
  undo(): void;
}

export function register(
  api: Api,
  { tracerProvider, contextManager, propagator }: GlobalParts,
): Registration {
  const undone: (() => void)[] = [];
  const isGlobal = !hasTracerProvider(api) && api.trace.setGlobalTracerProvider(tracerProvider);
  if (isGlobal) {
    undone.push(() => {
      if (globalTracerProvider(api) === tracerProvider) api.trace.disable();
    });
  }
  if (contextManager !== undefined && !hasContextManager(api)) {
    contextManager.enable();
    if (api.context.setGlobalContextManager(contextManager)) undone.push(() => api.context.disable());
  }
  if (api.propagation.fields().length === 0 && api.propagation.setGlobalPropagator(propagator)) {
    undone.push(() => api.propagation.disable());
  }
  return {
    isGlobal,
    undo() {
      for (const step of undone.splice(0)) step();
    },
  };
}

/** Before there is a provider, tracers are stand-ins for those that it will have. */
export function hasTracerProvider(api: Api): boolean {
  return !(api.trace.getTracerProvider().getTracer('inferometer') instanceof api.ProxyTracer);
}

function globalTracerProvider(api: Api): TracerProvider {
  const provider = api.trace.getTracerProvider();
  return provider instanceof api.ProxyTracerProvider ? provider.getDelegate() : provider;
}

/** Without a manager nothing becomes active. */
function hasContextManager(api: Api): boolean {
  const probe = api.ROOT_CONTEXT.setValue(api.createContextKey('inferometer probe'), true);
  return api.context.with(probe, () => api.context.active() === probe);
}
