/** As much of a store as those need that hand it what a telemetry records. */
import type { Interval } from '../../metrics/inner.ts';
import type { StoredRuns, StoreView } from '../model.ts';
import type { StoreStatus } from '../status.ts';
import type { Companion, CompanionKeeper } from './companion.ts';

/** What is handed on, and of which telemetry. */
interface Source {
  readonly instance: string;
}

export interface RecordingTarget {
  /** Resolves once it is as durable as the store promises. */
  append(interval: Interval, from: Source): Promise<void>;
  /** As `append`, for runs that changed, with their curves. */
  appendRuns(runs: Omit<StoredRuns, 'member' | 'instance'>, from: Source): Promise<void>;
  /** Resolves with whether everything that was appended is on the disk. */
  flush(): Promise<boolean>;
  /** Writes what waits, at once; false where the platform cannot, or the disk refuses. */
  flushSync(): boolean;
  /** Where what belongs to the intervals is kept. */
  keeperOf(companion: Companion): CompanionKeeper;
  status(): Pick<StoreStatus, 'member' | 'degraded' | 'bytes' | 'pendingBytes' | 'damage'>;
  /** Everything of all members, as it is now; whoever asks releases it. */
  view(): Promise<StoreView>;
}
