/** The part of an instance that asks observable instruments before anything is read, of however many providers. */
import type { Component } from '../../telemetry/index.ts';
import type { Observations } from './observations.ts';

export class Observers implements Component {
  private readonly all: Observations[] = [];

  add(observations: Observations): void {
    this.all.push(observations);
  }

  refresh(): void {
    for (const observations of this.all) observations.observe();
  }

  /** Waits for asynchronous callbacks too; returns what went wrong. The next reading asks nobody again. */
  async collect(timeoutMs: number | undefined): Promise<unknown[]> {
    return (await Promise.all(this.all.map((observations) => observations.collect(timeoutMs)))).flat();
  }
}
