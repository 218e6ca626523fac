/** The last intervals, bounded in number and in bytes. */

import type { Interval } from '../base/interval.ts';
import type { EncodedInterval } from '../encoding/encoded-interval.ts';

export type HistoryBound = 'entries' | 'bytes';

export class History {
  private entryLimit: number;
  private byteLimit: number;
  private readonly dropped: (bound: HistoryBound) => void;
  private readonly entries: EncodedInterval[] = [];
  private bytes = 0;

  /** @param dropped called for every interval that had to go, with the bound that it went over. */
  constructor(entryLimit: number, byteLimit: number, dropped: (bound: HistoryBound) => void) {
    this.entryLimit = entryLimit;
    this.byteLimit = byteLimit;
    this.dropped = dropped;
  }

  /** Oldest first. */
  get intervals(): readonly Interval[] {
    return [...this.entries];
  }

  /** The youngest one. */
  get last(): EncodedInterval | undefined {
    return this.entries.at(-1);
  }

  add(interval: EncodedInterval): void {
    this.entries.push(interval);
    this.bytes += interval.bytes;
    this.trim();
  }

  resize(entryLimit: number, byteLimit: number): void {
    this.entryLimit = entryLimit;
    this.byteLimit = byteLimit;
    this.trim();
  }

  clear(): void {
    this.entries.length = 0;
    this.bytes = 0;
  }

  /** Oldest first out. One interval always stays within the bound of bytes: a history of none helps nobody. */
  private trim(): void {
    while (this.entries.length > this.entryLimit) this.drop('entries');
    while (this.bytes > this.byteLimit && this.entries.length > 1) this.drop('bytes');
  }

  private drop(bound: HistoryBound): void {
    this.bytes -= this.entries.shift()?.bytes ?? 0;
    this.dropped(bound);
  }
}
