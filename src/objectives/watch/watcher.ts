/**
 * Counts every interval that ends for the objectives of a telemetry. It reads those metrics of the interval that an objective
 * is about, as they were encoded for the history, in slices beside everything else.
 */
import {
  EncodedInterval,
  type Interval,
  type MetricSnapshot,
  runInSlices,
  type Slices,
} from '../../metrics/inner.ts';
import {
  BURN_RULES,
  type Component,
  judge,
  judgedMetrics,
  OBJECTIVE_BUDGET_REMAINING,
  OBJECTIVE_BURN_ALERT,
  OBJECTIVE_BURN_RATE,
  OBJECTIVE_EVENTS_TOTAL,
  OBJECTIVE_GOOD_EVENTS_TOTAL,
  OBJECTIVE_TARGET_RATIO,
  type Objective,
  objectiveName,
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
    await this.counting;
    return true;
  }

  dispose(): void {
    this.stopKeeping?.();
    this.stopKeeping = undefined;
    this.waiting.length = 0;
    this.watched = [];
    this.declared = [];
    for (const gauge of GAUGES) this.instance.registry.of(gauge).dispose();
  }

  private enqueue(interval: EncodedInterval): void {
    this.waiting.push(interval);
    this.work();
  }

  private work(): void {
    this.counting ??= this.countAll().finally(() => {
      this.counting = undefined;
    });
  }

  /** In a turn of its own: an interval is just being taken. */
  private async countAll(): Promise<void> {
    const { budget } = this.instance;
    await budget.pause();
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift())
      await runInSlices(this.count(next), budget);
    for (const watched of this.watched) this.publish(watched);
  }

  private *count(interval: Interval): Slices<void> {
    this.follow();
    const { registry } = this.instance;
    const { counters, durations } = yield* partsOf(interval, new Set(this.declared.flatMap(judgedMetrics)));
    const endSeconds = this.monotonicSeconds(interval.endedAtUnixMs);
    for (const watched of this.watched) {
      const { name, objective } = watched;
      let judged = judge(objective, counters);
      for (const part of durations) {
        judged = plus(judged, judge(objective, [part]));
        yield;
      }
      watched.add(endSeconds, interval.durationSeconds, judged);
      registry.of(OBJECTIVE_EVENTS_TOTAL).withLabelValues([name]).record(judged.count);
      registry.of(OBJECTIVE_GOOD_EVENTS_TOTAL).withLabelValues([name]).record(judged.good);
    }
  }

  /** Objectives may change while telemetry runs; those that stay keep what they have counted. */
  private follow(): void {
    const { objectives, registry } = this.instance;
    if (objectives === this.declared) return;
    this.declared = objectives;
    const known = new Map(this.watched.map((one) => [JSON.stringify([one.name, one.objective]), one]));
    const names = new Set<string>();
    this.watched = objectives.map((objective) => {
      const name = freeName(objectiveName(objective), names);
      return known.get(JSON.stringify([name, objective])) ?? new WatchedObjective(objective, name);
    });
    for (const gauge of GAUGES) registry.of(gauge).dispose();
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
      const { state, severity, rule, message } = alert;
      const fields = { event_type: 'objective_alert', objective: name, state, severity, window: rule.window };
      log.write(state === 'firing' ? 'warn' : 'info', fields, message);
      for (const listener of this.listeners) contain('listener', () => listener(alert));
    }
  }

  /** Intervals are stamped by the wall clock, which may be set; windows are by the one that is not. */
  private monotonicSeconds(unixMs: number): number {
    const { clock } = this.instance;
    return (clock.monotonicMs() - Math.max(0, clock.wallUnixMs() - unixMs)) / 1000;
  }
}

/** What the metrics of these names brought: counters whole, durations of many series in parts of a few. */
function* partsOf(
  interval: Interval,
  names: ReadonlySet<string>,
): Slices<{ readonly counters: readonly MetricSnapshot[]; readonly durations: readonly MetricSnapshot[] }> {
  const counters = new Map<string, MetricSnapshot>();
  const durations: MetricSnapshot[] = [];
  for (const part of parts(interval, names)) {
    const { fullName, instrument, series } = part;
    if (instrument.kind === 'histogram') durations.push(part);
    else counters.set(fullName, { ...part, series: [...(counters.get(fullName)?.series ?? []), ...series] });
    yield;
  }
  return { counters: [...counters.values()], durations };
}

function parts(interval: Interval, names: ReadonlySet<string>): Iterable<MetricSnapshot> {
  return interval instanceof EncodedInterval
    ? interval.parts(({ name }) => names.has(name))
    : interval.metrics.filter(({ instrument }) => names.has(instrument.name));
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let nth = 2; taken.has(free); nth++) free = `${name} (${nth})`;
  taken.add(free);
  return free;
}
