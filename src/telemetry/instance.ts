/** What is inside a telemetry instance, and the one door to it: for the functions that take telemetry first. */
import { wrongKind } from '../errors.ts';
import type { Collector } from './collector.ts';
import type { Curves } from './curves.ts';
import type { History } from './history.ts';
import type { Log } from './log.ts';
import type { Registry } from './registry.ts';
import type { Settings } from './settings.ts';

/** What the trackers and the readers of one telemetry instance share; nothing of it is shared between instances. */
export interface Instance extends Settings {
  readonly registry: Registry;
  readonly curves: Curves;
  readonly history: History;
  readonly log: Log;
  readonly collector: Collector;
  /** By the monotonic clock. */
  readonly startedMs: number;
  readonly parts: Map<PartClass<object>, Part>;
}

/** What an instance has from when it is first asked for: a program without streams loads no tracker of streams. */
export interface Part {
  /** Brings up to date what changes while nothing is recorded; called before anything is read. */
  refresh?(): void;
  /** Called once, with the instance's own. */
  dispose?(): void;
}

export type PartClass<P extends object> = new (instance: Instance) => P;

/** The part of this class, made at the first call. */
export function partOf<P extends object>(instance: Instance, PartOfClass: PartClass<P>): P {
  const known = instance.parts.get(PartOfClass) ?? new PartOfClass(instance);
  instance.parts.set(PartOfClass, known);
  return known as P;
}

/** By the monotonic clock, since the instance was made. */
export function uptimeSecondsOf({ clock, startedMs }: Instance): number {
  return Math.max(0, clock.monotonicMs() - startedMs) / 1000;
}

export function refreshParts({ parts }: Instance): void {
  for (const part of parts.values()) part.refresh?.();
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
