/** The operations that a log has begun and not ended, by the ids it gave them. */
import type { TrackedOperation } from '../../operations/operation.ts';
import type { StorageRun } from './storage-run.ts';

export interface InFlightOperation {
  readonly operation: TrackedOperation;
  readonly run: StorageRun;
  /** Whether a retry was announced, so that its status may go back. */
  isRetrying: boolean;
  /** When something was told of it last, by the monotonic clock. */
  heardAtMs: number;
}

/** How many ids of ended operations are kept, to tell a late event from one about a stranger. */
const ENDED_IDS = 1000;

export class InFlight {
  private readonly limit: number;
  /** Those that something was told of last come last. */
  private readonly running = new Map<string, InFlightOperation>();
  private readonly ended = new Set<string>();

  /** @param limit of operations in flight; the one that nothing was told of for the longest time goes when there would be more. */
  constructor(limit: number) {
    this.limit = limit;
  }

  get size(): number {
    return this.running.size;
  }

  get(id: string): InFlightOperation | undefined {
    return this.running.get(id);
  }

  heard(id: string, operation: InFlightOperation, nowMs: number): void {
    operation.heardAtMs = nowMs;
    this.running.delete(id);
    this.running.set(id, operation);
  }

  /** Of those that nothing was told of since then, the first ones. */
  silentSince(beforeMs: number, most: number): [id: string, operation: InFlightOperation][] {
    const silent: [string, InFlightOperation][] = [];
    for (const [id, operation] of this.running) {
      if (operation.heardAtMs > beforeMs || silent.length === most) break;
      silent.push([id, operation]);
    }
    return silent;
  }

  /** Whether it has ended lately. */
  hasEnded(id: string): boolean {
    return this.ended.has(id);
  }

  /** Returns the operation that had to go for it: probably one whose end nobody told. */
  add(id: string, operation: InFlightOperation): InFlightOperation | undefined {
    this.running.set(id, operation);
    if (this.running.size <= this.limit) return undefined;
    const [oldest, evicted] = this.running.entries().next().value as [string, InFlightOperation];
    this.running.delete(oldest);
    return evicted;
  }

  end(id: string): void {
    this.running.delete(id);
    this.ended.add(id);
    if (this.ended.size > ENDED_IDS) this.ended.delete(this.ended.values().next().value as string);
  }

  clear(): void {
    this.running.clear();
    this.ended.clear();
  }
}
