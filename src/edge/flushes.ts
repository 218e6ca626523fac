/**
 * When what was recorded is handed on. A request that ends soon after the last flush promises one for when it is due, and those
 * that end until then rely on that: no request waits for a promise of another one, which may be gone before it is kept.
 */
import type { TelemetryContext } from '../telemetry/index.ts';

/** Platforms give a request so long after its answer. */
const LONGEST_MS = 25_000;
const LOOK_MS = 100;

/** What is still being sent when its handler is done. */
const STREAMED: readonly string[] = ['active_streams', 'http_server_active_requests'];

export class Flushes {
  private readonly instance: TelemetryContext;
  private hasBegun = false;
  /** When the last one was due, or the promised one is; of a clock that never goes back. */
  private dueMs = -Infinity;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** While a worker is loaded it is 1970: what was made there begins now. */
  begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    const { instance } = this;
    if (instance.startedAtUnixMs > 0) return;
    const { clock, collector } = instance;
    Object.assign(instance, { startedMs: clock.monotonicMs(), startedAtUnixMs: clock.wallUnixMs() });
    collector.restart();
  }

  /**
   * Flushes when that is due, unless it is promised already; and when nothing is streamed any more, unless somebody else
   * promises to flush later.
   */
  async whenDue(everyMs: number, flush: () => Promise<unknown>): Promise<void> {
    const nowMs = performance.now();
    if (nowMs < this.dueMs) return;
    const dueMs = Math.max(nowMs, this.dueMs + everyMs);
    this.dueMs = dueMs;
    await pause(dueMs - nowMs);
    const isLast = () => this.dueMs === dueMs && performance.now() < nowMs + LONGEST_MS;
    while (isLast() && this.isStreaming()) await pause(LOOK_MS);
    await Promise.allSettled([flush()]);
  }

  /** Undefined where none is due. */
  ifDue(everyMs: number, flush: () => Promise<unknown>): Promise<unknown> | undefined {
    const nowMs = performance.now();
    if (nowMs < this.dueMs + everyMs) return undefined;
    this.dueMs = nowMs;
    return flush();
  }

  private isStreaming(): boolean {
    for (const { instrument, series } of this.instance.registry.read()) {
      if (!STREAMED.includes(instrument.name)) continue;
      for (const point of series) if ('value' in point && point.value > 0) return true;
    }
    return false;
  }
}

/** Not by the timer of the telemetry, which keeps nothing awake. */
async function pause(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
