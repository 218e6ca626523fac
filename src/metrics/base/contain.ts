/** The one way to call what others have written: what it throws, or rejects with, reaches nobody and is counted. */
import { InferometerError } from '../../errors.ts';
import type { Clock, Scheduler, SpanIds, Timer, TraceContext } from '../../ports.ts';

/** What is called out to; each failure is counted under the reason of its port. */
export type Port =
  | 'callback'
  | 'clock'
  | 'listener'
  | 'logger'
  | 'memory_probe'
  | 'scheduler'
  | 'store'
  | 'timer'
  | 'trace_context'
  | 'tracing';

/**
 * Calls `fn` and returns what it returns; undefined if it throws. A promise comes back as it is, and if it rejects that
 * is counted as a failure too.
 */
export type Contain = <T>(port: Port, fn: () => T) => T | undefined;

/** @param failed called for every failure. */
export function containment(failed: (port: Port, error: unknown) => void): Contain {
  return (port, fn) => {
    try {
      const result = fn();
      if (isThenable(result)) {
        result.then(undefined, (error) => failed(port, error));
      }
      return result;
    } catch (error) {
      failed(port, error);
      return undefined;
    }
  };
}

/**
 * What `read` makes of objects that the caller handed in; undefined where one of their getters throws, which is counted.
 *
 * @throws what is misuse
 */
export function readGiven<T>(contain: Contain, read: () => T, port: Port = 'callback'): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InferometerError) throw error;
    return contain(port, () => {
      throw error;
    });
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

/** The clock that was handed in, or the platform's, which never fails. */
export function containedClock(clock: Clock, platform: Clock, contain: Contain): Clock {
  return clock === platform ? clock : new ContainedClock(clock, platform, contain);
}

/** As `containedClock`. Where the timer arms nothing, the platform's does: what waits for it goes on. */
export function containedTimer(timer: Timer, platform: Timer, contain: Contain): Timer {
  if (timer === platform) return timer;
  return {
    after(milliseconds, run) {
      const alarm = oneAlarm(run);
      const armed: unknown = contain('timer', () => timer.after(milliseconds, alarm.run));
      const cancel =
        typeof armed === 'function' ? (armed as () => void) : platform.after(milliseconds, alarm.run);
      return () => {
        alarm.end();
        contain('timer', cancel);
      };
    },
  };
}

/** It may go off twice, or when it was cancelled. A function of its own: a timer that holds `run` keeps no instance alive. */
function oneAlarm(run: () => void): { readonly run: () => void; readonly end: () => void } {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  const once = () => {
    if (isOver) return;
    end();
    run();
  };
  return { run: once, end };
}

/** As `containedClock`. Where the scheduler yields to nobody, the platform's does; NaN where it tells no time. */
export function containedScheduler(scheduler: Scheduler, platform: Scheduler, contain: Contain): Scheduler {
  if (scheduler === platform) return scheduler;
  return {
    now: () => readingOf(contain, 'scheduler', () => scheduler.now()) ?? Number.NaN,
    yield: async () => {
      try {
        await (contain('scheduler', () => scheduler.yield()) ?? platform.yield());
      } catch {
        await platform.yield();
      }
    },
  };
}

/**
 * A clock that somebody handed in. Where it throws, or tells no time, what it times is not recorded; what it stamps is
 * stamped by the platform's.
 */
class ContainedClock implements Clock {
  private readonly clock: Clock;
  private readonly platform: Clock;
  private readonly contain: Contain;

  constructor(clock: Clock, platform: Clock, contain: Contain) {
    this.clock = clock;
    this.platform = platform;
    this.contain = contain;
  }

  /** Read twice for each operation: what a closure in here would hold is allocated at each reading, 10 ns (measured). */
  monotonicMs(): number {
    let reading: unknown;
    try {
      reading = this.clock.monotonicMs();
    } catch (error) {
      return this.failed(error);
    }
    // Beyond all time is no time: what once was compared with it would wait for ever.
    return Number.isFinite(reading) ? (reading as number) : this.refused(reading);
  }

  wallUnixMs(): number {
    return readingOf(this.contain, 'clock', () => this.clock.wallUnixMs()) ?? this.platform.wallUnixMs();
  }

  private failed(error: unknown): number {
    return this.told(() => {
      throw error;
    });
  }

  private refused(reading: unknown): number {
    return this.told(() => reading);
  }

  private told(read: () => unknown): number {
    return readingOf(this.contain, 'clock', read) ?? Number.NaN;
  }
}

/** What a clock or a probe tells; undefined, and counted once, where that is no finite number, or a promise of one. */
export function readingOf(contain: Contain, port: Port, read: () => unknown): number | undefined {
  return contain(port, () => {
    const reading = read();
    if (Number.isFinite(reading)) return reading as number;
    if (isThenable(reading)) reading.then(undefined, () => {});
    throw new TypeError(`${port}: no finite number`);
  });
}

/** The span that the running code belongs to, if anybody knows. */
export function activeSpan(traceContext: TraceContext | undefined, contain: Contain): SpanIds | undefined {
  return traceContext && spanOf(traceContext, contain);
}

/** Apart: a closure's variables are allocated when the function that has it begins, and mostly nobody traces. */
function spanOf(traceContext: TraceContext, contain: Contain): SpanIds | undefined {
  return contain('trace_context', () => traceContext.active());
}
