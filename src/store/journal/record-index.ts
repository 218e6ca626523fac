/** Which records were written and are not sealed, by their sequences: where each is, and what is still in memory of it. */
import type { HeldRecord } from './journal-view.ts';
import type { RecordEntry } from './scan.ts';

export interface IndexedRecord extends RecordEntry {
  readonly path: string;
  /** While it may have to be written again. */
  payload: Uint8Array | undefined;
}

export class RecordIndex {
  /** Ascending: a Map keeps the order of insertion, and sequences only grow; what is written again keeps its place. */
  private readonly records = new Map<number, IndexedRecord>();

  /** The lowest sequence; undefined of none. */
  get firstSequence(): number | undefined {
    const [first] = this.records.keys();
    return first;
  }

  /** When that was appended. */
  get oldestAppendedAtUnixMs(): number | undefined {
    const [first] = this.records.values();
    return first?.appendedAtUnixMs;
  }

  has(sequence: number): boolean {
    return this.records.has(sequence);
  }

  add(record: IndexedRecord): void {
    this.records.set(record.sequence, record);
  }

  /** It need not be written again, or cannot be. */
  dropPayload(sequence: number): void {
    const record = this.records.get(sequence);
    if (record !== undefined) record.payload = undefined;
  }

  forgetThrough(sequence: number): void {
    for (const key of this.records.keys()) if (key <= sequence) this.records.delete(key);
  }

  /** Those after the one sequence and up to the other, as they are now. */
  between(after: number, upTo: number): HeldRecord[] {
    const held: HeldRecord[] = [];
    for (const record of this.records.values()) {
      if (record.sequence <= after || record.sequence > upTo) continue;
      const { kind, startedAtUnixMs, endedAtUnixMs, payload } = record;
      const { path, offset, payloadBytes, payloadCrc32c } = record;
      const place = { path, offset, payloadBytes, payloadCrc32c };
      held.push({ kind, startedAtUnixMs, endedAtUnixMs, payload, place });
    }
    return held;
  }
}
