/** The statuses of operations in a write-ahead log or a queue: an open set, of which a few are known. */
import type { Outcome } from '../../operations/outcome.ts';

/** Statuses that end an operation. Any other may too: by `outcome`, in `statusChanged`. */
const ENDING: Readonly<Record<string, Outcome>> = {
  completed: 'ok',
  failed: 'error',
  aborted: 'aborted',
  cancelled: 'aborted',
  unknown: 'unknown',
};

/** What an operation is said to be that was ended without a status. */
export const STATUS_OF: Readonly<Record<Outcome, string>> = {
  ok: 'completed',
  error: 'failed',
  aborted: 'aborted',
  unknown: 'unknown',
};

export const PENDING = 'pending';
export const PROCESSING = 'processing';

/** How the operation ended that reached this status; undefined if it goes on. */
export function endOf(status: string): Outcome | undefined {
  return Object.hasOwn(ENDING, status) ? ENDING[status] : undefined;
}

/** Whether going from one status to the other is going back. Of statuses that are not known nobody can tell. */
export function isStepBack(from: string, to: string): boolean {
  return from === PROCESSING && to === PENDING;
}
