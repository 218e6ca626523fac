/** The memory that inferences take or free, and their peaks. */

import { readingOf } from '../../../metrics/inner.ts';
import type { MemoryProbe } from '../../../ports.ts';
import type { TelemetryContext } from '../../context/context.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Outcome } from '../../operations/outcome.ts';
import type { InferenceLoads } from './loads.ts';
import {
  INFERENCE_MEMORY_BYTES,
  INFERENCE_MEMORY_DELTA_BYTES,
  INFERENCE_MEMORY_PEAK_BYTES,
  RESIDENT,
} from './metrics.ts';

/** Readings around and during one operation. */
export interface MemoryWatch {
  readonly probe: MemoryProbe;
  /** Whose memory it is. */
  readonly kind: string;
  readonly beforeBytes: number;
  highestBytes: number;
  /** Whether another inference ran beside it: nobody knows whose the memory is. */
  isShared: boolean;
  /** Inferences that had begun, with this one. */
  readonly begun: number;
  /** Weakly: an operation that nobody ends is not read for ever. */
  operation: WeakRef<Operation> | undefined;
}

/**
 * Memory is read when an operation begins and ends, and every `memorySampleSeconds` while any runs. A synchronous
 * function leaves no turn to read it in: its peak is what stood at its beginning or its end.
 */
export class MemorySampler {
  private readonly instance: TelemetryContext;
  private readonly loads: InferenceLoads;
  private readonly watches = new Set<MemoryWatch>();
  private isWaiting = false;

  constructor(instance: TelemetryContext, loads: InferenceLoads) {
    this.instance = instance;
    this.loads = loads;
  }

  /**
   * Reads the memory now, before the operation begins to run. Undefined where it cannot be read.
   *
   * @param probe of this operation alone; the instance's if left out.
   */
  begin(probe: MemoryProbe | undefined = this.instance.memory): MemoryWatch | undefined {
    const beforeBytes = this.read(probe, true);
    if (probe === undefined || beforeBytes === undefined) return undefined;
    const { recording } = this.instance.registry;
    const kind = recording.contain('memory_probe', () => probe.kind) ?? 'device';
    const { running, begun } = this.loads.totals;
    for (const watch of this.watches) watch.isShared = true;
    const isShared = running > 0;
    return {
      probe,
      kind,
      beforeBytes,
      highestBytes: beforeBytes,
      isShared,
      begun: begun + 1,
      operation: undefined,
    };
  }

  /** Reads the memory until the operation has ended. */
  follow(watch: MemoryWatch, operation: Operation): void {
    watch.operation = new WeakRef(operation);
    this.watches.add(watch);
    if (!this.isWaiting) this.wait();
  }

  /**
   * Reads the memory for the last time, and records the peak, and the difference where it ended well: what failed may
   * not have cleaned up yet.
   *
   * @param model the model, and the caller's own labels behind it.
   */
  end(watch: MemoryWatch, [modelId = '', ...own]: readonly string[], outcome: Outcome): void {
    this.watches.delete(watch);
    const { registry } = this.instance;
    if (!registry.recording.enabled) return;
    const { probe, kind, beforeBytes } = watch;
    const uncollected = this.read(probe, false);
    if (uncollected === undefined) return;
    const { running, begun } = this.loads.totals;
    if (watch.isShared || running > 0 || begun !== watch.begun) {
      registry.recording.reject('shared_memory');
      return;
    }
    const labels = [modelId, kind, ...own];
    const peak = Math.max(uncollected, watch.highestBytes) - beforeBytes;
    registry.of(INFERENCE_MEMORY_PEAK_BYTES).withLabelValues(labels).record(peak);
    if (outcome !== 'ok') return;
    const after = this.read(probe, true, uncollected);
    if (after === undefined) return;
    const change = after - beforeBytes;
    registry.of(INFERENCE_MEMORY_DELTA_BYTES).withLabelValues(labels).record(change);
    // The process's own moves with everything that runs in it: of one inference it says nothing.
    if (kind === RESIDENT) return;
    registry
      .of(INFERENCE_MEMORY_BYTES)
      .withLabelValues([modelId, ...own])
      .set(change);
  }

  private wait(): void {
    const { timer, memorySampleSeconds } = this.instance;
    this.isWaiting = true;
    timer.after(memorySampleSeconds * 1000, () => this.sample());
  }

  private sample(): void {
    for (const watch of this.watches) {
      const operation = watch.operation?.deref();
      // Operations that ended while nothing was recorded, or that nobody ends, are noticed here.
      if (operation === undefined || operation.outcome !== undefined) this.watches.delete(watch);
    }
    this.isWaiting = false;
    if (this.watches.size === 0 || !this.instance.registry.recording.enabled) {
      this.watches.clear();
      return;
    }
    for (const watch of this.watches) {
      watch.highestBytes = Math.max(watch.highestBytes, this.read(watch.probe, false) ?? -Infinity);
    }
    this.wait();
  }

  /**
   * @param isSettled whether garbage may be collected before, where the probe can do that.
   * @param unsettled what is told where it cannot; read anew if left out.
   */
  private read(probe: MemoryProbe | undefined, isSettled: boolean, unsettled?: number): number | undefined {
    if (probe === undefined) return undefined;
    const { recording } = this.instance.registry;
    const read = () => (isSettled ? probe.settledBytes?.() : undefined) ?? unsettled ?? probe.usedBytes();
    return readingOf(recording.contain, 'memory_probe', read);
  }
}
