/** The callbacks of observable instruments: called whenever something is read, bounded in time, never in parallel. */
import { containment, isThenable, type RecordingSwitch } from '../../metrics/inner.ts';
import type { Clock } from '../../ports.ts';
import type { Callback, Callbacks, ObservableInstrument, ObservedSeries } from './observable.ts';
import { ObservationRound } from './observation-round.ts';

export interface ObservationPorts {
  readonly recording: RecordingSwitch;
  readonly clock: Clock;
  /** An asynchronous callback may take so long; then what it observed is discarded. */
  readonly callbackTimeoutMs: number;
}

interface Registration {
  readonly callback: Callback;
  readonly instruments: readonly ObservableInstrument[];
  readonly isBatch: boolean;
  /** What its last successful call observed. */
  observed: ReadonlySet<ObservedSeries>;
  /** An asynchronous call that is not done. */
  pending:
    | { readonly round: ObservationRound; readonly done: Promise<unknown>; readonly sinceMs: number }
    | undefined;
}

export class Observations implements Callbacks {
  private readonly ports: ObservationPorts;
  private registrations: Registration[] = [];
  /** Set while a reader has called everybody and is about to read: it does not call them twice. */
  private isFresh = false;
  /** A callback may read what it belongs to, to observe a percentile say: then nobody is called again. */
  private isCalling = false;

  constructor(ports: ObservationPorts) {
    this.ports = ports;
  }

  add(callback: Callback, instruments: readonly ObservableInstrument[], isBatch: boolean): void {
    if (typeof callback !== 'function' || this.find(callback, instruments, isBatch) !== undefined) return;
    this.registrations.push({ callback, instruments, isBatch, observed: new Set(), pending: undefined });
  }

  remove(callback: Callback, instruments: readonly ObservableInstrument[], isBatch: boolean): void {
    const registration = this.find(callback, instruments, isBatch);
    if (registration === undefined) return;
    this.registrations = this.registrations.filter((one) => one !== registration);
    registration.pending?.round.discard();
    this.replace(registration, new Set());
  }

  /** Calls every callback. What asynchronous ones observe is there when they are done, for the next reading. */
  observe(): void {
    if (this.isFresh) {
      this.isFresh = false;
      return;
    }
    if (!this.ports.recording.enabled) return;
    for (const registration of [...this.registrations]) this.call(registration);
  }

  /** Calls every callback and waits for those that are asynchronous. Returns what they threw. */
  async collect(timeoutMs = this.ports.callbackTimeoutMs): Promise<unknown[]> {
    if (!this.ports.recording.enabled) return [];
    const called = [...this.registrations];
    const errors = await Promise.all(called.map((registration) => this.settled(registration, timeoutMs)));
    this.isFresh = true;
    return errors.flat();
  }

  /** At most one element: what the callback threw. */
  private async settled(registration: Registration, timeoutMs: number): Promise<unknown[]> {
    const thrown = this.call(registration);
    const { pending } = registration;
    if (pending === undefined) return thrown;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Not the timer of the platform room, which keeps no process alive: the last flush must not be cut short.
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeoutMs);
    });
    const outcome = await Promise.race([pending.done, late]);
    clearTimeout(timer);
    if (outcome !== 'late') return outcome === undefined ? [] : [outcome];
    this.giveUp(registration);
    return [new Error(`a callback of an observable instrument took more than ${timeoutMs} ms`)];
  }

  private call(registration: Registration): unknown[] {
    if (this.isCalling) return [];
    this.isCalling = true;
    try {
      return this.callNow(registration);
    } finally {
      this.isCalling = false;
    }
  }

  private callNow(registration: Registration): unknown[] {
    const { recording, clock, callbackTimeoutMs } = this.ports;
    const { pending, instruments, isBatch } = registration;
    if (pending !== undefined) {
      if (clock.monotonicMs() - pending.sinceMs < callbackTimeoutMs) return [];
      this.giveUp(registration);
    }
    const round = new ObservationRound(recording, instruments);
    const errors: unknown[] = [];
    const contain = containment((_, error) => {
      // What was given up is counted already.
      if (round.isOver) return;
      round.discard();
      recording.reject('callback_failed');
      errors.push(error);
    });
    contain('callback', () => {
      const returned = registration.callback((isBatch ? round.batchResult : round.result) as never);
      if (isThenable(returned)) this.await(registration, round, returned);
      else this.replace(registration, round.apply());
      return returned;
    });
    return errors;
  }

  private await(registration: Registration, round: ObservationRound, returned: PromiseLike<unknown>): void {
    const isCurrent = () => registration.pending?.round === round;
    const done = Promise.resolve(returned).then(
      () => {
        if (!isCurrent()) return undefined;
        registration.pending = undefined;
        this.replace(registration, round.apply());
        return undefined;
      },
      (error: unknown) => {
        if (!isCurrent()) return undefined;
        registration.pending = undefined;
        return error ?? new Error('a callback of an observable instrument was rejected');
      },
    );
    registration.pending = { round, done, sinceMs: this.ports.clock.monotonicMs() };
  }

  private giveUp(registration: Registration): void {
    registration.pending?.round.discard();
    registration.pending = undefined;
    this.ports.recording.reject('callback_timed_out');
  }

  /** A series is told of as long as somebody observed it when last asked. */
  private replace(registration: Registration, observed: ReadonlySet<ObservedSeries>): void {
    const before = registration.observed;
    registration.observed = observed;
    for (const series of before) series.isReported = false;
    for (const { observed: series } of [registration, ...this.registrations]) {
      for (const one of series) one.isReported = true;
    }
  }

  private find(
    callback: Callback,
    instruments: readonly ObservableInstrument[],
    isBatch: boolean,
  ): Registration | undefined {
    return this.registrations.find(
      (one) =>
        one.callback === callback &&
        one.isBatch === isBatch &&
        one.instruments.length === instruments.length &&
        one.instruments.every((instrument) => instruments.includes(instrument)),
    );
  }
}
