/** The memory in use by kind, read once an interval. */
import { isThenable } from '../../metrics/inner.ts';
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
    const { recording } = registry;
    const record = (bytesByKind: MemoryBreakdown) => {
      if (!recording.enabled) return;
      for (const [kind, bytes] of Object.entries(bytesByKind)) {
        registry.of(MEMORY_IN_USE_BYTES).withLabelValues([kind]).set(bytes);
      }
    };
    recording.contain('memory_probe', () => {
      const bytesByKind = memory.breakdown?.();
      if (isThenable(bytesByKind)) return bytesByKind.then(record);
      if (bytesByKind !== undefined) record(bytesByKind);
      return undefined;
    });
  }
}
