/** What one telemetry records, handed to one store: every interval that ends, and runs that changed. */
import type { EncodedInterval, Registry } from '../../metrics/inner.ts';
import { randomId, type TelemetryContext } from '../../telemetry/index.ts';
import type { Companion, CompanionKeeper } from './companion.ts';
import {
  STORE_APPEND_SECONDS,
  STORE_DAMAGED,
  STORE_INTERVALS,
  STORE_INTERVALS_DROPPED,
  STORE_RECORDS_LOST,
} from './self-metrics.ts';
import type { RecordingTarget } from './target.ts';

/** With so many points of curves to write, runs are written with every second interval, with twice as many every third. */
const RUN_POINTS_PER_INTERVAL = 10_000;

export class Recording {
  readonly store: RecordingTarget;
  /** The telemetry, in what the store keeps of it. */
  readonly instance = randomId();
  /** A store does not keep telemetry alive that nobody refers to any more. */
  private readonly context: WeakRef<TelemetryContext>;
  private readonly stop: () => void;
  private readonly keepers: CompanionKeeper[] = [];
  /** How far the runs are written, by their number of uses. */
  private runsUpTo = 0;
  /** Intervals to wait for before runs are written again. */
  private runsWait = 0;
  private damageCounted = 0;
  private wasDegraded = false;
  private isEnded = false;

  constructor(store: RecordingTarget, context: TelemetryContext) {
    this.store = store;
    this.context = new WeakRef(context);
    this.stop = context.collector.keep((interval) => this.keep(interval));
  }

  /** Whether it hands on nothing any more: it was ended, or the telemetry is gone, with what it had recorded. */
  get isOver(): boolean {
    return this.isEnded || this.context.deref() === undefined;
  }

  /** From now on it is kept with the intervals. Resolves when it has what was kept before. */
  accompany(companion: Companion): Promise<void> {
    const known = this.keepers.find((keeper) => keeper.companion === companion);
    if (known !== undefined) return known.settled();
    const keeper = this.store.keeperOf(companion);
    this.keepers.push(keeper);
    return keeper.restore();
  }

  /** Whether something that belongs to intervals is not written yet. */
  get isWaiting(): boolean {
    return this.keepers.some(({ isWaiting }) => isWaiting);
  }

  /** Resolves when what belongs to the intervals is written, as far as they stay. */
  async settled(): Promise<void> {
    await Promise.all(this.keepers.map((keeper) => keeper.settled()));
  }

  /** As `settled`, before it returns. */
  settleSync(): void {
    for (const keeper of this.keepers) keeper.writeSync();
  }

  /** Ends the current interval, and hands on what it brought. */
  endInterval(): void {
    const context = this.context.deref();
    // Where nothing is recorded, the interval is of a time that nobody asks about.
    if (context?.registry.recording.enabled) context.collector.end();
    this.writeRuns();
  }

  /** Hands on runs that changed since they were last written. */
  writeRuns(): void {
    const context = this.context.deref();
    if (context === undefined || context.runs.uses === this.runsUpTo) return;
    const { runs, clock } = context;
    const since = this.runsUpTo;
    const curves = runs.curveSnapshots(since);
    const points = curves.reduce((sum, { values }) => sum + values.length, 0);
    this.runsWait = Math.floor(points / RUN_POINTS_PER_INTERVAL);
    this.runsUpTo = runs.uses;
    const changed = { takenAtUnixMs: clock.wallUnixMs(), runs: runs.snapshots(since), curves };
    this.store.appendRuns(changed, { instance: this.instance }).catch((error: unknown) => {
      this.runsUpTo = Math.min(since, this.runsUpTo);
      dropped(context.registry, error);
    });
  }

  /** Counts, and says once, what went wrong since this was last called. */
  observe({ damage, degraded }: ReturnType<RecordingTarget['status']>): void {
    const context = this.context.deref();
    if (context === undefined) return;
    const { registry, log } = context;
    for (const { what, lost } of damage.slice(this.damageCounted)) {
      registry.countLoss(STORE_DAMAGED, what);
      registry.of(STORE_RECORDS_LOST).withLabelValues([]).record(lost);
    }
    this.damageCounted = damage.length;
    const isDegraded = degraded !== undefined;
    if (isDegraded === this.wasDegraded) return;
    this.wasDegraded = isDegraded;
    const fields = { event_type: 'store' };
    if (isDegraded) {
      const { problem, message: reason } = degraded;
      log.write('warn', { ...fields, problem, reason }, 'The store cannot write; intervals wait in memory');
    } else log.write('info', fields, 'The store writes again');
  }

  /** Hands on nothing any more. What has ended was handed on. */
  end(): void {
    this.writeRuns();
    this.stop();
    this.isEnded = true;
  }

  private keep(interval: EncodedInterval): void {
    const context = this.context.deref();
    if (!context?.registry.recording.enabled) return;
    const { registry, clock } = context;
    const startedMs = clock.monotonicMs();
    const appended = this.store.append(interval, { instance: this.instance });
    appended.then(
      () => {
        registry.of(STORE_INTERVALS).withLabelValues([]).record(1);
        const seconds = (clock.monotonicMs() - startedMs) / 1000;
        registry.of(STORE_APPEND_SECONDS).withLabelValues([]).record(seconds, null);
      },
      (error: unknown) => dropped(registry, error),
    );
    for (const keeper of this.keepers) keeper.intervalEnded(appended, () => this.store.flush());
    if (this.runsWait > 0) this.runsWait -= 1;
    else this.writeRuns();
  }
}

/** Counted by the code of the error, without the name of the room: `dropped`, `closed`. */
function dropped(registry: Registry, error: unknown): void {
  const code = String((error as { readonly code?: unknown } | null)?.code);
  const reason = /^STORE_(\w+)$/.exec(code)?.[1]?.toLowerCase() ?? 'failed';
  registry.countLoss(STORE_INTERVALS_DROPPED, reason);
}
