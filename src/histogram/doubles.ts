/** Arrays of doubles on their way into kernel memory and out of it. */
import { memory, type Pointer, refreshViews, useKernel } from '../kernel/index.ts';

/** Hands `values` to the kernel at an address that holds for the call. */
export function lend(values: Float64Array, use: (at: Pointer) => void): void {
  if (values.length === 0) return;
  const kernel = useKernel();
  const at = kernel.allocate(values.length * 8);
  refreshViews();
  memory.f64.set(values, at / 8);
  use(at);
  kernel.release(at);
  refreshViews();
}

/** The n doubles that the kernel writes. */
export function fetchDoubles(n: number, write: (at: Pointer) => void): Float64Array {
  if (n === 0) return new Float64Array(0);
  const kernel = useKernel();
  const at = kernel.allocate(n * 8);
  refreshViews();
  write(at);
  const values = memory.f64.slice(at / 8, at / 8 + n);
  kernel.release(at);
  return values;
}
