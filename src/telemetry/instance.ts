import type { Curves } from './curves.ts';
import type { Registry } from './registry.ts';
import type { Settings } from './settings.ts';

/** What the trackers of one telemetry instance share; nothing of it is shared between instances. */
export interface Instance extends Settings {
  readonly registry: Registry;
  readonly curves: Curves;
}
