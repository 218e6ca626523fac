/** Records that are in memory: those that wait to be written, and those that were written and may be lost yet. */
import { InferometerError } from '../../errors.ts';
import type { RecordKind } from './record.ts';
import type { RecordEntry } from './scan.ts';

/** A record as it is appended. */
export interface WaitingRecord {
  readonly kind: RecordKind;
  readonly payload: Uint8Array;
  readonly crc32c: number;
  readonly times: Pick<RecordEntry, 'appendedAtUnixMs' | 'startedAtUnixMs' | 'endedAtUnixMs'>;
  /** Given when it is first written, and kept when it is written again. */
  sequence: number | undefined;
  /** Its promise holds, or is broken; nobody waits for one that was written before it had to be written again. */
  settle: { resolve(): void; reject(error: Error): void } | undefined;
}

/** First in, first out, bounded in bytes: the oldest go when there are too many. */
export class RecordQueue {
  private readonly limitBytes: number;
  private readonly dropped: (records: readonly WaitingRecord[]) => void;
  private readonly records: WaitingRecord[] = [];
  /** Of the payloads. */
  bytes = 0;

  /** @param dropped called with those that went over the bound; their promises are rejected by then. */
  constructor(limitBytes: number, dropped: (records: readonly WaitingRecord[]) => void) {
    this.limitBytes = limitBytes;
    this.dropped = dropped;
  }

  get length(): number {
    return this.records.length;
  }

  /** Oldest first. */
  get all(): readonly WaitingRecord[] {
    return this.records;
  }

  add(record: WaitingRecord): void {
    this.records.push(record);
    this.bytes += record.payload.length;
    this.trim();
  }

  /** Puts back what was taken, or was written in vain. */
  putBack(records: readonly WaitingRecord[]): void {
    this.records.unshift(...records);
    this.bytes += bytesOf(records);
    this.trim();
  }

  /** The oldest, one or more, up to so many bytes. */
  take(limitBytes: number): WaitingRecord[] {
    let count = 0;
    for (let bytes = 0; count < this.records.length; count++) {
      bytes += (this.records[count] as WaitingRecord).payload.length;
      if (count > 0 && bytes > limitBytes) break;
    }
    const taken = this.records.splice(0, count);
    this.bytes -= bytesOf(taken);
    return taken;
  }

  /** Gives up what is left. */
  dropAll(): void {
    this.drop(this.records.length, 'the store was closed before it could be written');
  }

  /** The youngest stays, whatever its size: nothing at all would help nobody. */
  private trim(): void {
    let count = 0;
    for (let { bytes } = this; bytes > this.limitBytes && count < this.records.length - 1; count++) {
      bytes -= (this.records[count] as WaitingRecord).payload.length;
    }
    if (count > 0) this.drop(count, `more than pendingLimitBytes (${this.limitBytes}) wait to be written`);
  }

  private drop(count: number, why: string): void {
    const dropped = this.records.splice(0, count);
    this.bytes -= bytesOf(dropped);
    for (const { settle } of dropped) {
      const message = `${why}. See status() for what keeps the store from writing.`;
      settle?.reject(new InferometerError('STORE_DROPPED', message));
    }
    if (dropped.length > 0) this.dropped(dropped);
  }
}

export function bytesOf(records: readonly WaitingRecord[]): number {
  return records.reduce((sum, { payload }) => sum + payload.length, 0);
}
