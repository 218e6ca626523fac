/** The memory in use by kind, read once an interval. */

import type { MemoryBreakdown } from '../../ports.ts';
import type { Component, TelemetryContext } from '../context/context.ts';
import { MEMORY_IN_USE_BYTES } from './runtime-metrics.ts';

export class MemoryGauges implements Component {
  private readonly instance: TelemetryContext;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** Where the platform takes its time, the gauges follow later. Nothing is thrown. */
  refresh(): void {
    const { memory, registry, trackMemoryUsage } = this.instance;
    if (!trackMemoryUsage || memory?.breakdown === undefined) return;
    const failed = () => registry.recording.reject('no_memory_reading');
    const set = (bytesByKind: MemoryBreakdown) => {
      if (!registry.recording.enabled) return;
      for (const [kind, bytes] of Object.entries(bytesByKind)) {
        registry.of(MEMORY_IN_USE_BYTES).withLabelValues([kind]).set(bytes);
      }
    };
    try {
      const bytesByKind = memory.breakdown();
      if (bytesByKind instanceof Promise) bytesByKind.then(set).catch(failed);
      else set(bytesByKind);
    } catch {
      failed();
    }
  }
}
