import { InferometerError } from '../errors.ts';
/**
 * The views on kernel memory. They live in one holder and are refreshed here alone: when Wasm memory grows, the old
 * views have length 0 and writes to them vanish without an error. The recording path keeps the holder in a field: an
 * imported binding is looked up and checked at every use (measured: 3.5 -> 2.9 ns for a recorded value).
 */
import type { KernelMemory, Pointer } from './abi.ts';

/**
 * Made with the views of the kernel, and not before: V8 takes what is assigned to a field a second time for a variable,
 * which then is read anew for each value (measured: 1 ns on Node 24).
 */
export let memory: { f64: Float64Array; i32: Int32Array };

let own: KernelMemory;

export function attachMemory(kernelMemory: KernelMemory): void {
  own = kernelMemory;
  if (memory === undefined) memory = { f64: new Float64Array(own.buffer), i32: new Int32Array(own.buffer) };
  else renewViews();
  own.follow?.(renewViews);
}

/**
 * Something to write to where the kernel is still being loaded: what has no block stages at address 0, where a kernel has
 * nothing, and keeps these views.
 */
export function attachNoMemory(): void {
  if (memory === undefined) attachMemory({ buffer: new ArrayBuffer(Float64Array.BYTES_PER_ELEMENT) });
}

/**
 * The address that a kernel call answered with, which may have made memory grow. The host has it with a sign: above 2 GiB
 * it would be negative.
 *
 * @throws KERNEL_MEMORY for 0: there was no room
 */
export function claimed(address: number): Pointer {
  refreshViews();
  requireRoom(address);
  return (address >>> 0) as Pointer;
}

/** @param found what a kernel call answered with, 0 where there was no room. @throws KERNEL_MEMORY */
export function requireRoom(found: number): void {
  if (found !== 0) return;
  throw new InferometerError(
    'KERNEL_MEMORY',
    `no room in ${memory.f64.byteLength / 2 ** 20} MiB of kernel memory, which may not grow. Dispose of histograms, make them with fewer buckets, or allow more memory.`,
  );
}

/** To be called after every kernel call that may allocate. */
export function refreshViews(): void {
  // A length is read in a nanosecond, the buffer of a WebAssembly.Memory in fifty.
  if (memory.f64.length === 0) renewViews();
}

function renewViews(): void {
  memory.f64 = new Float64Array(own.buffer);
  memory.i32 = new Int32Array(own.buffer);
}
