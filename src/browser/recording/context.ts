/** What telemetry's recorders and trackers of streams find in a page, under the names that it has in a TelemetryContext. */
import { type Contain, Lifetimes } from '../../metrics/inner.ts';
import type { Clock } from '../../ports.ts';
import { PageRegistry, type RegistrySettings } from './registry.ts';

export interface PageContext {
  readonly registry: PageRegistry;
  readonly contain: Contain;
  readonly clock: Clock;
  readonly lifetimes: Lifetimes;
  readonly labelNames: readonly string[];
  readonly components: Map<unknown, object>;
  /** Nobody traces, prices or promises anything here, nor looks at memory. */
  readonly tracing: undefined;
  readonly detailedTiming: true;
  readonly trackMemoryUsage: false;
  readonly objectives: readonly never[];
}

export function pageContext(settings: RegistrySettings): PageContext {
  const registry = new PageRegistry(settings);
  return {
    registry,
    contain: registry.recording.contain,
    clock: { monotonicMs: () => performance.now(), wallUnixMs: () => Date.now() },
    lifetimes: new Lifetimes(registry.recording),
    labelNames: settings.labelNames,
    components: new Map(),
    tracing: undefined,
    detailedTiming: true,
    trackMemoryUsage: false,
    objectives: [],
  };
}
