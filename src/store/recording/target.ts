/** As much of a store as those need that hand it what a telemetry records. */
import type { Interval } from '../../metrics/inner.ts';
import type { CurveSnapshot, RunSnapshot } from '../../telemetry/index.ts';
import type { Damage } from '../model.ts';

/** Runs that changed, with their curves, as they are now. */
export interface ChangedRuns {
  readonly instance: string;
  readonly takenAtUnixMs: number;
  readonly runs: readonly RunSnapshot[];
  readonly curves: readonly CurveSnapshot[];
}

export interface RecordingTarget {
  /** Resolves once it is as durable as the store promises. */
  append(interval: Interval, from: { readonly instance: string }): Promise<void>;
  appendRuns(changed: ChangedRuns): Promise<void>;
  /** Resolves with true once everything that was appended is as durable as it can be. */
  flush(): Promise<boolean>;
  /** Writes what waits, at once; false where the platform cannot, or the disk refuses. */
  flushSync(): boolean;
  status(): TargetStatus;
}

export interface TargetStatus {
  /** Whether it cannot write now. */
  readonly isDegraded: boolean;
  readonly bytes: number;
  readonly pendingBytes: number;
  /** Since the store was opened, and what was found then. */
  readonly damage: readonly Damage[];
}
