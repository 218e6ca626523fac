/** How much is going on: what waits, what runs, and what is done, of all operations that share a label set. */
import type { CounterSeries, GaugeSeries, HistogramSeries } from '../../metrics/inner.ts';
import { isDuration } from './recorder.ts';

/** Where it is told. */
export interface LoadSeries {
  /** What is done, in items. */
  readonly amount: CounterSeries;
  readonly running: GaugeSeries;
  /** What is done per second of busy time, of all that run beside one another. */
  readonly throughput: GaugeSeries;
  /** The highest that the throughput has been. */
  readonly peak: GaugeSeries;
  /** Asked for when something waits for the first time: most programs have no queue. */
  readonly waiting: () => GaugeSeries;
  readonly queueSeconds: () => HistogramSeries;
}

/** How much was done by when. */
interface Checkpoint {
  readonly atMs: number;
  readonly amount: number;
  readonly busyMs: number;
}

/** The throughput is that of the last 30 to 60 seconds, or since it was read last where that is longer ago. */
const WINDOW_MS = 30_000;
/** Over less than this, one batch that has just ended would be a peak. */
const SHORTEST_PEAK_MS = 1000;

/** The wall time in which anything ran: shared by label sets that run beside one another, so that their parts add up. */
export class BusyTime {
  private readonly seconds: CounterSeries;
  /** How many of these label sets are busy. */
  private busy = 0;
  /** Of what runs no more; since `sinceMs` something runs. */
  private pastMs = -0;
  private sinceMs = Number.NaN;
  private toldMs = -0;

  constructor(seconds: CounterSeries) {
    this.seconds = seconds;
  }

  enter(nowMs: number): void {
    if (this.busy === 0) this.sinceMs = nowMs;
    this.busy += 1;
  }

  leave(nowMs: number): void {
    this.busy -= 1;
    // A clock may go back.
    if (this.busy === 0) this.add(nowMs - this.sinceMs);
  }

  add(milliseconds: number): void {
    if (milliseconds >= 0) this.pastMs += milliseconds;
  }

  at(nowMs: number): number {
    const runningMs = nowMs - this.sinceMs;
    return this.pastMs + (this.busy > 0 && runningMs > 0 ? runningMs : 0);
  }

  /** Tells it before it is read. */
  tell(nowMs: number): void {
    const busyMs = this.at(nowMs);
    if (!(busyMs > this.toldMs)) return;
    this.seconds.record((busyMs - this.toldMs) / 1000);
    this.toldMs = busyMs;
  }
}

export class OperationLoad {
  running = 0;
  waiting = 0;
  /** How many have begun to run. */
  begun = 0;
  // Numbers that hot paths add to, told when somebody reads: a call for each takes half as long again for a bound handle
  // (measured).
  /** What is done. */
  amount = -0;
  private readonly series: LoadSeries;
  private readonly busy: BusyTime;
  private waitingGauge: GaugeSeries | undefined = undefined;
  private older: Checkpoint;
  private younger: Checkpoint;
  /** As they were when the series were set last. */
  private lastAmount = -0;
  private lastBusyMs = Number.NaN;
  private lastRunning = Number.NaN;
  private lastWaiting = Number.NaN;

  constructor(series: LoadSeries, busy: BusyTime, nowMs: number) {
    this.series = series;
    this.busy = busy;
    this.older = { atMs: nowMs, amount: 0, busyMs: busy.at(nowMs) };
    this.younger = this.older;
  }

  enqueue(): void {
    this.waiting += 1;
    this.waitingGauge ??= this.series.waiting();
  }

  /** One has waited so long, and runs now. */
  dequeue(queuedSeconds: number, nowMs: number): void {
    this.leaveQueue();
    this.enter(nowMs);
    if (isDuration(queuedSeconds)) this.series.queueSeconds().record(queuedSeconds);
  }

  leaveQueue(): void {
    this.waiting = Math.max(0, this.waiting - 1);
  }

  enter(nowMs: number): void {
    if (this.running === 0) this.busy.enter(nowMs);
    this.running += 1;
    this.begun += 1;
  }

  done(amount: number): void {
    if (amount >= 0) this.amount += amount;
  }

  leave(nowMs: number): void {
    if (this.running === 0) return;
    this.running -= 1;
    if (this.running === 0) this.busy.leave(nowMs);
  }

  /** As if nothing had run beside it: nobody knows. */
  record(amount: number, seconds: number): void {
    if (!(seconds >= 0 && seconds < Infinity)) return;
    this.done(amount);
    this.busy.add(seconds * 1000);
  }

  /** Tells what there is now: before it is read. Most models of a large program are idle, and cost a look. */
  tell(nowMs: number): void {
    const { amount, older, younger } = this;
    const busyMs = this.busy.at(nowMs);
    // Where a clock failed, or was far ahead, a window begins now.
    const isWhole = !(Math.abs(nowMs - younger.atMs) < WINDOW_MS);
    if (this.hasChanged(busyMs)) this.tellSeries(busyMs, isWhole ? younger : older);
    if (!isWhole) return;
    this.older = younger;
    this.younger = { atMs: nowMs, amount, busyMs };
  }

  private hasChanged(busyMs: number): boolean {
    return (
      this.amount !== this.lastAmount ||
      busyMs !== this.lastBusyMs ||
      this.running !== this.lastRunning ||
      this.waiting !== this.lastWaiting
    );
  }

  private tellSeries(busyMs: number, since: Checkpoint): void {
    const { series, amount, running, waiting } = this;
    series.running.set(running);
    this.waitingGauge?.set(waiting);
    series.amount.record(amount - this.lastAmount);
    const done = 1000 * (amount - since.amount);
    const tookMs = busyMs - since.busyMs;
    if (tookMs > 0) series.throughput.recordRate(done, tookMs);
    const isPeak = !(done / tookMs <= series.peak.value);
    if (tookMs >= SHORTEST_PEAK_MS && isPeak) series.peak.recordRate(done, tookMs);
    this.lastAmount = amount;
    this.lastBusyMs = busyMs;
    this.lastRunning = running;
    this.lastWaiting = waiting;
  }
}
