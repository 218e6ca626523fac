/** How a store does, as plain data. */
import type { Degradation } from './context.ts';
import type { Damage } from './model.ts';

export interface StoreStatus {
  /** Where it is: a directory, `memory`. */
  readonly place: string;
  readonly member: string;
  /** What is older is removed; see `configure`. */
  readonly retentionDays: number;
  /** It takes nothing more. */
  readonly isClosed: boolean;
  /** Nothing can be written now, and why: what is appended waits in memory, and is tried again. */
  readonly degraded?: Degradation;
  /** Since it was opened: records that were appended, and their bytes. */
  readonly appendedRecords: number;
  readonly appendedBytes: number;
  /** Records that were given up, because more waited than `pendingLimitBytes`. */
  readonly droppedRecords: number;
  /** Records in memory that are not written yet, and their bytes. */
  readonly pendingRecords: number;
  readonly pendingBytes: number;
  /** Records that are written, and that the disk was not made to keep yet. */
  readonly unsyncedRecords: number;
  readonly fsyncs: number;
  readonly journalFiles: number;
  readonly journalBytes: number;
  /** Sealed files that count, and their bytes, as far as they were looked at. */
  readonly segments: number;
  readonly segmentBytes: number;
  /** Of all of them together. */
  readonly bytes: number;
  /** What was found damaged since it was opened: the first thousand. */
  readonly damage: readonly Damage[];
  /** Records that are gone by that. */
  readonly damagedRecords: number;
}
