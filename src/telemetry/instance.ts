import type { Curves } from './curves.ts';
import type { Clock, MemoryProbe } from './ports.ts';
import type { Registry } from './registry.ts';

/** What the trackers of one telemetry instance share; nothing of it is shared between instances. */
export interface Instance {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly curves: Curves;
  /** Undefined where the platform cannot tell. */
  readonly memory: MemoryProbe | undefined;
  readonly trackMemoryUsage: boolean;
  /** Most operations that a log has begun and not ended. */
  readonly inFlightLimit: number;
}
