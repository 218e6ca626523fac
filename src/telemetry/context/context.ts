/**
 * What the trackers and the readers of one telemetry instance share, and the handle by which the functions that take a
 * telemetry first get at it.
 */
import { wrongKind } from '../../errors.ts';
import type {
  Contain,
  History,
  IntervalCollector,
  Lifetimes,
  MetricReading,
  MetricsSnapshot,
  Registry,
  Slices,
  TimeBudget,
} from '../../metrics/inner.ts';
import type { LabelValues } from './call-labels.ts';
import type { Log } from './log.ts';
import type { ConfigurableOptions } from './options.ts';
import type { CurveSnapshot, RunSnapshot, Runs } from './runs.ts';
import type { Settings } from './settings.ts';

/** Everything recorded up to now. */
export interface TelemetrySnapshot extends MetricsSnapshot {
  /** Runs of training; of each model the one that was begun last comes last. */
  readonly runs: readonly RunSnapshot[];
  /** Their statistics. */
  readonly curves: readonly CurveSnapshot[];
}

/**
 * Whatever has a snapshot: a telemetry instance, whose series are read one by one instead, or what `collectSnapshots`
 * returned.
 */
export interface SnapshotSource {
  snapshot(): MetricsSnapshot | Promise<MetricsSnapshot>;
}

/** What the trackers and the readers of one telemetry instance share; nothing of it is shared between instances. */
export interface TelemetryContext extends Settings {
  readonly registry: Registry;
  readonly contain: Contain;
  /** The time that long work may take in one turn of the event loop. */
  readonly budget: TimeBudget;
  readonly runs: Runs;
  readonly history: History;
  readonly log: Log;
  readonly collector: IntervalCollector;
  readonly lifetimes: Lifetimes;
  /** By the monotonic clock. */
  readonly startedMs: number;
  readonly startedAtUnixMs: number;
  readonly components: Map<ComponentClass<object> | string, Component>;
  /** Called with the tokens of each request when they are recorded; it must not throw. What budgets count by. */
  onUsage?: UsageListener;
}

/** @param own the caller's labels. @param usage tokens by kind, as `TokenUsage` has them. */
export type UsageListener = (
  modelId: string,
  own: LabelValues,
  usage: Readonly<Record<string, number | undefined>>,
) => void;

/** What an instance has from when it is first asked for: a program without streams loads no tracker of streams. */
export interface Component {
  /** Brings up to date what changes while nothing is recorded; called before anything is read. */
  refresh?(): void;
  /** Series were removed: forgets what would only hold them. @param modelId the model that is forgotten, as its label has it */
  forget?(modelId: string | undefined): void;
  /** Hands on what waits; false where some of it was not taken. */
  flush?(): Promise<boolean>;
  /** Called once, with the instance's own. */
  dispose?(): void;
}

export type ComponentClass<P extends object> = new (instance: TelemetryContext) => P;

/**
 * The part of this class, made at the first call.
 *
 * @param sharedAs where several copies of the library have one part together, by its public methods and for as long as they
 *   are of one version: else two would take each other's listeners away, or know half of what was told
 */
export function componentOf<P extends object>(
  instance: TelemetryContext,
  PartOfClass: ComponentClass<P>,
  sharedAs?: string,
): P {
  const key = sharedAs === undefined ? PartOfClass : sharedKey(sharedAs);
  const known = instance.components.get(key) ?? new PartOfClass(instance);
  instance.components.set(key, known);
  return known as P;
}

/** The part that copies share under this name, if there is one. */
export function sharedComponent(instance: TelemetryContext, sharedAs: string): Component | undefined {
  return instance.components.get(sharedKey(sharedAs));
}

function sharedKey(name: string): string {
  return `${name} ${LIBRARY_VERSION}`;
}

/** Of an instance, if it is one. */
export function contextIn(source: object): TelemetryContext | undefined {
  return (source as { readonly [TELEMETRY]?: TelemetryContext })[TELEMETRY];
}

/** What long work about this instance shares, if it is one. */
export function budgetOf(source: object): TimeBudget | undefined {
  return contextIn(source)?.budget;
}

/** By the monotonic clock, since the instance was made; 0 where that fails. */
export function uptimeSecondsOf({ clock, startedMs }: TelemetryContext): number {
  return Math.max(0, clock.monotonicMs() - startedMs || 0) / 1000;
}

/** Everything recorded up to now; what is recorded between two slices is in it where its series has not had its turn. */
export function* takingSnapshot(instance: TelemetryContext): Slices<TelemetrySnapshot> {
  const { registry, runs, clock, startedAtUnixMs } = instance;
  refreshComponents(instance);
  return {
    version: 2,
    startedAtUnixMs,
    takenAtUnixMs: clock.wallUnixMs(),
    metrics: yield* registry.collecting(),
    runs: runs.snapshots(),
    curves: runs.curveSnapshots(),
  };
}

export function refreshComponents({ components }: TelemetryContext): void {
  for (const component of components.values()) component.refresh?.();
}

/**
 * Where an instance keeps its context: one symbol for all copies of the library whose contexts are alike. What lies there
 * may change at any time.
 */
export const TELEMETRY: unique symbol = /* @__PURE__ */ Symbol.for('inferometer.telemetry.v1') as never;

/** What tracked calls are recorded in: a telemetry, or that of a page. For functions that record, and read nothing. */
export interface TrackingHandle {
  readonly [TELEMETRY]: object;
}

/** What createTelemetry() returned, for functions that take it. */
export interface TelemetryHandle extends TrackingHandle {
  configure(options: ConfigurableOptions): void;
  snapshot(): TelemetrySnapshot;
  readonly metrics: Iterable<MetricReading>;
}

/** @throws TELEMETRY_ARGUMENT_KIND */
export function contextOf(telemetry: TrackingHandle): TelemetryContext {
  const context = (telemetry as { readonly [TELEMETRY]?: object } | undefined)?.[TELEMETRY];
  if (context !== undefined) return context as TelemetryContext;
  const remedy = 'Pass what createTelemetry() returned.';
  throw wrongKind('TELEMETRY_ARGUMENT_KIND', 'telemetry', 'a telemetry instance', telemetry, remedy);
}
