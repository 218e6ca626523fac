import { wrongKind } from '../errors.ts';
import type { Curves } from './curves.ts';
import type { Log } from './log.ts';
import type { Registry } from './registry.ts';
import type { Settings } from './settings.ts';

/** What the trackers of one telemetry instance share; nothing of it is shared between instances. */
export interface Instance extends Settings {
  readonly registry: Registry;
  readonly curves: Curves;
  readonly log: Log;
}

/** Where an instance keeps its inside. Not exported by the package: what lies there may change at any time. */
export const INSIDE: unique symbol = /* @__PURE__ */ Symbol('inferometer.inside');

/** @throws TELEMETRY_ARGUMENT_KIND */
export function insideOf(telemetry: { readonly [INSIDE]: Instance }): Instance {
  const inside = (telemetry as { readonly [INSIDE]?: Instance } | undefined)?.[INSIDE];
  if (inside !== undefined) return inside;
  const remedy = 'Pass what createTelemetry() returned.';
  throw wrongKind('TELEMETRY_ARGUMENT_KIND', 'telemetry', 'a telemetry instance', telemetry, remedy);
}
