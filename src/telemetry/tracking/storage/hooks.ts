/** What a write-ahead log or a queue calls when something happens to its operations. */
import type { CallLabels } from '../../context/call-labels.ts';
import type { Outcome } from '../../operations/outcome.ts';

export interface OperationStarted {
  /** Not used again by the log while its last 1000 operations end. */
  readonly operationId: string;
  /** `add`, `get`, `pin`, whatever the log does. */
  readonly operationType: string;
  /** `ipfs`, `s3`, `disk`, whatever the log writes to. */
  readonly backend: string;
  /** `pending` if left out. */
  readonly status?: string;
  /** Labels of one's own, on everything that is recorded of the operation. None if left out. */
  readonly labels?: CallLabels;
}

export interface StatusChanged {
  readonly operationId: string;
  /** `pending`, `processing`, any other; `completed`, `failed`, `cancelled` and `aborted` end the operation. */
  readonly status: string;
  /** Makes any status the one that the operation ends in. */
  readonly outcome?: Outcome;
  /**
   * What was thrown, where the status says that it failed: its class is the label `error_type`, its span has the exception,
   * and where it says that somebody gave up the outcome is `aborted`. None if left out.
   */
  readonly error?: unknown;
}

/** online 1, degraded 0.5, offline 0. */
export type BackendHealth = 'online' | 'degraded' | 'offline';

export interface BackendHealthChanged {
  readonly backend: string;
  readonly health: BackendHealth;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels;
}

export interface QueueSizeChanged {
  /** Operations in the queue: a whole number, 0 or more. */
  readonly size: number;
  /** Of those in this status; `pending` if left out. */
  readonly status?: string;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels;
}

export interface OperationRetried {
  readonly operationId: string;
}

/**
 * The hooks may be passed around one by one; they need no `this`. They never throw and keep nothing of the event.
 * Events that come late, twice, out of order, about strangers, or that make no sense, are counted in
 * `inferometer_recordings_refused_total` and change nothing. Labels that were not declared, and fields that an event does
 * not have, are counted there too, and left out; the log names each such field once, with the closest one.
 */
export interface StorageHooks {
  /** An operation was appended to the log. */
  operationStarted(event: OperationStarted): void;
  /** An operation has reached a status; one that ends it frees it. */
  statusChanged(event: StatusChanged): void;
  backendHealthChanged(event: BackendHealthChanged): void;
  queueSizeChanged(event: QueueSizeChanged): void;
  /** Another attempt follows: call it before the status goes back. */
  operationRetried(event: OperationRetried): void;
}
