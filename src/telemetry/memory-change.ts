/** The memory that an inference took or freed. */
import type { Instance } from './instance.ts';

/**
 * Reads the memory now, and again when the returned function is called; records the difference, which is negative
 * when a garbage collection came between. Undefined, and nothing is recorded, where the memory cannot be read.
 */
export function memoryChange(instance: Instance, modelId: string): (() => void) | undefined {
  const before = usedBytes(instance);
  if (before === undefined) return undefined;
  return () => {
    const after = usedBytes(instance);
    if (after === undefined) return;
    const { registry } = instance;
    registry
      .gauge('inference_memory_bytes')
      .at([modelId])
      .set(after - before);
    registry
      .histogram('inference_memory_delta_bytes')
      .at([modelId])
      .record(after - before);
  };
}

function usedBytes({ memory, registry }: Instance): number | undefined {
  if (memory === undefined) return undefined;
  try {
    const bytes = memory.usedBytes();
    if (Number.isFinite(bytes)) return bytes;
  } catch {
    // Counted below: a probe that fails must not make the inference fail.
  }
  registry.gate.refuse('no_memory_reading');
  return undefined;
}
