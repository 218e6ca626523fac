/** The memory in use by kind, read once an interval. */
import { isThenable } from '../../metrics/inner.ts';
import type { MemoryBreakdown } from '../../ports.ts';
import type { TelemetryContext } from '../context/context.ts';
import { MEMORY_IN_USE_BYTES } from './runtime-metrics.ts';

/** Where the platform takes its time, the gauges follow later. Nothing is thrown. */
export function readMemory(instance: TelemetryContext): void {
  const { memory, registry, trackMemoryUsage } = instance;
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
