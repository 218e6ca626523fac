/**
 * Counts every interval that ends for the objectives of a telemetry. It reads those metrics of the interval that an objective
 * is about, as they were encoded for the history, in slices beside everything else.
 */
import {
  EncodedInterval,
  type Interval,
  type MetricSnapshot,
  runInPieces,
  type Slices,
} from '../../metrics/inner.ts';
import {
  BURN_RULES,
  type Component,
  judge,
  judgedMetrics,
  NOTHING_JUDGED,
  namedObjectives,
  OBJECTIVE_BUDGET_REMAINING,
  OBJECTIVE_BURN_ALERT,
  OBJECTIVE_BURN_RATE,
  OBJECTIVE_EVENTS_TOTAL,
  OBJECTIVE_GOOD_EVENTS_TOTAL,
  OBJECTIVE_TARGET_RATIO,
  type Objective,
  plus,
  type TelemetryContext,
} from '../../telemetry/index.ts';
import type { ObjectiveAlert, ObjectiveStatus } from './model.ts';
import { WatchedObjective } from './watched-objective.ts';

type AlertListener = (alert: ObjectiveAlert) => void;

const GAUGES = [
  OBJECTIVE_TARGET_RATIO,
  OBJECTIVE_BUDGET_REMAINING,
  OBJECTIVE_BURN_RATE,
  OBJECTIVE_BURN_ALERT,
] as const;

export class ObjectiveWatcher implements Component {
  private readonly instance: TelemetryContext;
  private readonly listeners = new Set<AlertListener>();
  private watched: readonly WatchedObjective[] = [];
  private declared: readonly Objective[] = [];
  private readonly waiting: Interval[] = [];
  private counting: Promise<void> | undefined;
  private stopKeeping: (() => void) | undefined;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** What the history holds is counted first. Watching goes on until as many have left as have joined. */
  join(listener: AlertListener): void {
    this.listeners.add(listener);
    if (this.stopKeeping !== undefined) return;
    this.waiting.push(...this.instance.history.intervals);
    this.stopKeeping = this.instance.collector.keep((interval) => this.enqueue(interval));
    this.follow();
    this.work();
  }

  leave(listener: AlertListener): void {
    this.listeners.delete(listener);
    if (this.listeners.size === 0) this.dispose();
  }

  get statuses(): readonly ObjectiveStatus[] {
    return this.watched.map(({ status }) => status);
  }

  /** Once everything that waits is counted. */
  async flush(): Promise<boolean> {
    while (this.counting !== undefined) await this.counting;
    return true;
  }

  dispose(): void {
    this.stopKeeping?.();
    this.stopKeeping = undefined;
    this.listeners.clear();
    this.waiting.length = 0;
    this.watched = [];
    this.declared = [];
    for (const gauge of GAUGES) this.instance.registry.of(gauge).clear();
  }

  private enqueue(interval: EncodedInterval): void {
    this.waiting.push(interval);
    this.work();
  }

  /** What fails is counted, and rejects nowhere: nobody may wait for it. */
  private work(): void {
    const { contain } = this.instance;
    this.counting ??= Promise.resolve(contain('listener', () => this.countAll())).then(
      () => this.rest(),
      () => this.rest(),
    );
  }

  private rest(): void {
    this.counting = undefined;
    // Behind one that failed, or from a listener that ended an interval.
    if (this.waiting.length > 0) this.work();
  }

  /** In a turn of its own: an interval is just being taken. */
  private async countAll(): Promise<void> {
    const { budget } = this.instance;
    await budget.pause();
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift())
      await runInPieces(this.count(next), budget);
    for (const watched of [...this.watched]) {
      if (this.isWatched(watched)) this.publish(watched);
    }
  }

  /** Asked anew after each listener, which may end the watch, or change what is watched. */
  private isWatched(watched: WatchedObjective): boolean {
    this.follow();
    return this.watched.includes(watched);
  }

  private *count(interval: Interval): Slices<void> {
    this.follow();
    const { registry } = this.instance;
    const parts = yield* partsOf(interval, new Set(this.declared.flatMap(judgedMetrics)));
    for (const watched of this.watched) {
      const { name, objective } = watched;
      const names = judgedMetrics(objective);
      let judged = NOTHING_JUDGED;
      for (const part of parts) {
        if (!part.some(({ instrument }) => names.includes(instrument.name))) continue;
        judged = plus(judged, judge(objective, part));
        yield;
      }
      watched.add(interval.durationSeconds, judged);
      registry.of(OBJECTIVE_EVENTS_TOTAL).withLabelValues([name]).record(judged.count);
      registry.of(OBJECTIVE_GOOD_EVENTS_TOTAL).withLabelValues([name]).record(judged.good);
    }
  }

  /** Objectives may change while telemetry runs; those that stay keep what they have counted. */
  private follow(): void {
    const { objectives, registry } = this.instance;
    // Who has left in the meantime follows nothing any more.
    if (objectives === this.declared || this.stopKeeping === undefined) return;
    this.declared = objectives;
    const known = new Map(this.watched.map((one) => [JSON.stringify([one.name, one.objective]), one]));
    this.watched = namedObjectives(objectives).map(
      ({ objective, name }) =>
        known.get(JSON.stringify([name, objective])) ?? new WatchedObjective(objective, name),
    );
    for (const gauge of GAUGES) registry.of(gauge).clear();
  }

  private publish(watched: WatchedObjective): void {
    const { registry, clock, contain, log } = this.instance;
    const alerts = watched.alerts(clock.wallUnixMs());
    const { name, objective, status } = watched;
    registry.of(OBJECTIVE_TARGET_RATIO).withLabelValues([name]).set(objective.targetRatio);
    registry
      .of(OBJECTIVE_BUDGET_REMAINING)
      .withLabelValues([name])
      .set(status.budgetRemaining ?? 1);
    for (const [window, { burnRate = 0 }] of Object.entries(status.windows)) {
      registry.of(OBJECTIVE_BURN_RATE).withLabelValues([name, window]).set(burnRate);
    }
    for (const rule of BURN_RULES) {
      registry
        .of(OBJECTIVE_BURN_ALERT)
        .withLabelValues([name, rule.window])
        .set(watched.isFiring(rule) ? 1 : 0);
    }
    for (const alert of alerts) {
      if (!this.isWatched(watched)) return;
      const { state, severity, rule, message } = alert;
      const fields = { event_type: 'objective_alert', objective: name, state, severity, window: rule.window };
      log.write(state === 'firing' ? 'warn' : 'info', fields, message);
      for (const listener of [...this.listeners]) {
        if (this.listeners.has(listener)) contain('listener', () => listener(alert));
      }
    }
  }
}

/** What the metrics of these names brought, a few series each; what counts operations on storage is one part. */
function* partsOf(interval: Interval, names: ReadonlySet<string>): Slices<(readonly MetricSnapshot[])[]> {
  const parts: (readonly MetricSnapshot[])[] = [];
  const ofStorage = new Map<string, MetricSnapshot>();
  for (const part of readParts(interval, names)) {
    const { fullName, instrument, series } = part;
    if (instrument.kind === 'histogram' || instrument.category !== 'storage') parts.push([part]);
    else
      ofStorage.set(fullName, { ...part, series: [...(ofStorage.get(fullName)?.series ?? []), ...series] });
    yield;
  }
  return ofStorage.size === 0 ? parts : [...parts, [...ofStorage.values()]];
}

function readParts(interval: Interval, names: ReadonlySet<string>): Iterable<MetricSnapshot> {
  return interval instanceof EncodedInterval
    ? interval.parts(({ name }) => names.has(name))
    : interval.metrics.filter(({ instrument }) => names.has(instrument.name));
}
