/** What waits to be delivered, the oldest first; bounded, and what goes over the bound is counted. */
import { bytesOf, type Delta, type DropReason, keyOf } from '../delta.ts';
import { MOST_KEPT_BYTES } from '../platform/requests.ts';

/** The server takes no more at once. */
const MOST_DELTAS = 256;

export interface OutboxLimits {
  readonly maxIntervals: number;
  readonly maxBytes: number;
}

export class Outbox {
  private readonly limits: OutboxLimits;
  private readonly dropped: (delta: Delta, reason: DropReason) => void;
  private readonly waiting = new Map<string, Delta>();
  private readonly inFlight = new Set<Delta>();
  private bytes = 0;

  /** @param dropped called with what is given up */
  constructor(limits: OutboxLimits, dropped: (delta: Delta, reason: DropReason) => void) {
    this.limits = limits;
    this.dropped = dropped;
  }

  get size(): number {
    return this.waiting.size;
  }

  get all(): readonly Delta[] {
    return [...this.waiting.values()];
  }

  add(delta: Delta): void {
    if (bytesOf(delta) > MOST_KEPT_BYTES) {
      this.dropped(delta, 'too_large');
      return;
    }
    if (this.waiting.has(keyOf(delta))) return;
    this.waiting.set(keyOf(delta), delta);
    this.bytes += bytesOf(delta);
    const { maxIntervals, maxBytes } = this.limits;
    for (const oldest of this.all) {
      if (this.size <= maxIntervals && this.bytes <= maxBytes) return;
      // What is on its way may arrive, and has been neither dropped nor counted then.
      if (!this.inFlight.has(oldest)) this.drop(oldest, 'queue_full');
    }
  }

  /** It need not be sent any more. */
  settle(delta: Delta): void {
    if (this.waiting.delete(keyOf(delta))) this.bytes -= bytesOf(delta);
  }

  drop(delta: Delta, reason: DropReason): void {
    if (!this.waiting.has(keyOf(delta))) return;
    this.settle(delta);
    this.dropped(delta, reason);
  }

  /** As many of one page as fit into a request, those first that have waited longest; on their way from now on. Empty: none. */
  nextBatch(): readonly Delta[] {
    const batch = batchOf(this.all.filter((delta) => !this.inFlight.has(delta)));
    for (const delta of batch) this.inFlight.add(delta);
    return batch;
  }

  /** They are on their way no more, whether they arrived or not. */
  landed(batch: readonly Delta[]): void {
    for (const delta of batch) this.inFlight.delete(delta);
  }

  clear(): void {
    this.waiting.clear();
    this.bytes = 0;
  }
}

/** As many of the page of the first one as fit into a request. */
export function batchOf(deltas: readonly Delta[]): readonly Delta[] {
  const batch: Delta[] = [];
  let bytes = 0;
  for (const delta of deltas) {
    if (delta.page !== deltas[0]?.page) continue;
    bytes += bytesOf(delta);
    if (bytes > MOST_KEPT_BYTES || batch.length === MOST_DELTAS) break;
    batch.push(delta);
  }
  return batch;
}
