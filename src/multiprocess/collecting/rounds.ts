/** Questions that nobody asked for, until the telemetry is disposed of. */
import type { Component, TelemetryContext } from '../../telemetry/index.ts';

export class Rounds implements Component {
  private readonly instance: TelemetryContext;
  private isOver = false;
  /** What ends the waiting for each, up to an hour. */
  private readonly waiting = new Set<() => void>();

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** @param everyMs asked before each round: it may change. */
  begin(everyMs: () => number, round: () => Promise<unknown>): void {
    const { timer, contain } = this.instance;
    let cancel = () => {};
    const wait = () => {
      this.waiting.delete(cancel);
      if (this.isOver) return;
      cancel = timer.after(everyMs(), elapsed);
      this.waiting.add(cancel);
    };
    // The next one is counted from its end: where workers are late they are not asked the more often.
    const elapsed = () => void Promise.resolve(contain('callback', round)).then(wait, wait);
    wait();
  }

  dispose(): void {
    this.isOver = true;
    for (const cancel of this.waiting) cancel();
    this.waiting.clear();
  }
}
