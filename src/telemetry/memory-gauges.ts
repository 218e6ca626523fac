/** The memory in use by kind, read once an interval. */
import type { Instance } from './instance.ts';
import type { MemoryBreakdown } from './ports.ts';

/** Where the platform takes its time, the gauges follow later. Nothing is thrown. */
export function readMemory(instance: Instance): void {
  const { memory, registry, trackMemoryUsage } = instance;
  if (!trackMemoryUsage || memory?.breakdown === undefined) return;
  const failed = () => registry.gate.refuse('no_memory_reading');
  const tell = (bytesByKind: MemoryBreakdown) => {
    if (!registry.gate.open) return;
    for (const [kind, bytes] of Object.entries(bytesByKind)) {
      registry.gauge('memory_in_use_bytes').at([kind]).set(bytes);
    }
  };
  try {
    const bytesByKind = memory.breakdown();
    if (bytesByKind instanceof Promise) bytesByKind.then(tell).catch(failed);
    else tell(bytesByKind);
  } catch {
    failed();
  }
}
