/** The memory that inferences take or free, and their peaks. */

import type { TelemetryContext } from '../../context/context.ts';
import type { Operation } from '../../operations/operation.ts';
import {
  INFERENCE_MEMORY_BYTES,
  INFERENCE_MEMORY_DELTA_BYTES,
  INFERENCE_MEMORY_PEAK_BYTES,
} from './metrics.ts';

/** Readings around and during one operation. */
export interface MemoryWatch {
  readonly beforeBytes: number;
  highestBytes: number;
  /** Weakly: an operation that nobody ends is not read for ever. */
  operation: WeakRef<Operation> | undefined;
}

/**
 * Memory is read when an operation begins and ends, and every `memorySampleSeconds` while any runs. A synchronous
 * function leaves no turn to read it in: its peak is what stood at its beginning or its end.
 */
export class MemorySampler {
  private readonly instance: TelemetryContext;
  private readonly watches = new Set<MemoryWatch>();
  private isWaiting = false;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** Reads the memory now. Undefined where it cannot be read. */
  begin(): MemoryWatch | undefined {
    const bytes = this.usedBytes();
    if (bytes === undefined) return undefined;
    return { beforeBytes: bytes, highestBytes: bytes, operation: undefined };
  }

  /** Reads the memory until the operation has ended. */
  follow(watch: MemoryWatch, operation: Operation): void {
    watch.operation = new WeakRef(operation);
    this.watches.add(watch);
    if (!this.isWaiting) this.wait();
  }

  /**
   * Reads the memory for the last time, and records the difference and the peak.
   *
   * @param labels the model, and the caller's own.
   */
  end(watch: MemoryWatch, labels: readonly string[]): void {
    this.watches.delete(watch);
    const after = this.usedBytes();
    if (after === undefined) return;
    const { registry } = this.instance;
    const change = after - watch.beforeBytes;
    registry.of(INFERENCE_MEMORY_BYTES).withLabelValues(labels).set(change);
    registry.of(INFERENCE_MEMORY_DELTA_BYTES).withLabelValues(labels).record(change);
    const peak = Math.max(after, watch.highestBytes) - watch.beforeBytes;
    registry.of(INFERENCE_MEMORY_PEAK_BYTES).withLabelValues(labels).record(peak);
  }

  private wait(): void {
    const { timer, memorySampleSeconds, registry } = this.instance;
    const { contain } = registry.recording;
    // Where the timer throws, the next operation tries again.
    this.isWaiting =
      contain('timer', () => timer.after(memorySampleSeconds * 1000, () => this.sample())) !== undefined;
  }

  private sample(): void {
    for (const watch of this.watches) {
      const operation = watch.operation?.deref();
      // Failed and aborted operations, which record no memory, are noticed here.
      if (operation === undefined || operation.outcome !== undefined) this.watches.delete(watch);
    }
    this.isWaiting = false;
    if (this.watches.size === 0 || !this.instance.registry.recording.enabled) {
      this.watches.clear();
      return;
    }
    const bytes = this.usedBytes() ?? -Infinity;
    for (const watch of this.watches) watch.highestBytes = Math.max(watch.highestBytes, bytes);
    this.wait();
  }

  private usedBytes(): number | undefined {
    const { memory, registry } = this.instance;
    if (memory === undefined) return undefined;
    const { recording } = registry;
    const bytes = recording.contain('memory_probe', () => memory.usedBytes() ?? Number.NaN);
    if (bytes === undefined || Number.isFinite(bytes)) return bytes;
    recording.reject('no_memory_reading');
    return undefined;
  }
}
