/**
 * The event loop over the last while, for any number of readers. A monitor that begins anew at each reading, as
 * prom-client's does, hides from one reader what another one has seen. So two run, begun one after the other. The younger
 * one is read if it has measured for a whole window: then the older one begins anew, and is the younger from now on. Else
 * the older one is read. Whoever reads at least once a window misses nothing.
 */
import {
  type EventLoopDelays,
  type EventLoopMonitor,
  type EventLoopTimes,
  eventLoopTimes,
  monitorEventLoop,
} from '../runtime/index.ts';

export interface EventLoopReading {
  readonly delays: EventLoopDelays | undefined;
  /** 0 to 1. */
  readonly utilizationRatio: number | undefined;
}

interface Monitored {
  readonly monitor: EventLoopMonitor | undefined;
  sinceMs: number;
  times: EventLoopTimes | undefined;
}

export class EventLoopWindow {
  private readonly windowMs: number;
  private older: Monitored;
  private younger: Monitored;

  constructor(resolutionMs: number, windowMs: number) {
    this.windowMs = windowMs;
    const begin = () => begun({ monitor: monitorEventLoop(resolutionMs), sinceMs: 0, times: undefined });
    this.older = begin();
    this.younger = begin();
  }

  read(): EventLoopReading {
    const { older, younger } = this;
    const isWhole = performance.now() - younger.sinceMs >= this.windowMs;
    const { monitor, times } = isWhole ? younger : older;
    const reading = { delays: monitor?.read(), utilizationRatio: utilizationSince(times) };
    if (isWhole) {
      this.younger = begun(older);
      this.older = younger;
    }
    return reading;
  }

  stop(): void {
    this.older.monitor?.stop();
    this.younger.monitor?.stop();
  }
}

function begun(monitored: Monitored): Monitored {
  monitored.monitor?.reset();
  monitored.sinceMs = performance.now();
  monitored.times = eventLoopTimes();
  return monitored;
}

function utilizationSince(before: EventLoopTimes = { idle: 0, active: 0 }): number | undefined {
  const now = eventLoopTimes();
  if (now === undefined) return undefined;
  const [idle, active] = [now.idle - before.idle, now.active - before.active];
  return idle + active > 0 ? active / (idle + active) : undefined;
}
