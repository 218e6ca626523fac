/** Questions that nobody asked for, until the telemetry is disposed of. */
import type { Component, TelemetryContext } from '../../telemetry/index.ts';

export class Rounds implements Component {
  private readonly instance: TelemetryContext;
  private isOver = false;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** @param everyMs asked before each round: it may change. */
  begin(everyMs: () => number, round: () => Promise<unknown>): void {
    const { timer, contain } = this.instance;
    const wait = () => {
      if (!this.isOver) timer.after(everyMs(), elapsed);
    };
    // The next one is counted from its end: where workers are late they are not asked the more often.
    const elapsed = () => void Promise.resolve(contain('callback', round)).then(wait, wait);
    wait();
  }

  dispose(): void {
    this.isOver = true;
  }
}
