/**
 * Memory for the structures. The kernel is built whole, and also in parts (a bundle carries only the layouts it
 * uses): the exponential part owns the memory and the allocator, the others import both from it.
 */

// @ts-ignore: decorator
@external('kernel', 'allocate')
declare function allocateInKernel(bytes: usize): usize;

// @ts-ignore: decorator
@external('kernel', 'release')
declare function releaseInKernel(at: usize): void;

/** A part is compiled without a runtime of its own. */
const IS_PART: bool = ASC_RUNTIME == 0;

export function allocate(bytes: usize): usize {
  if (IS_PART) return allocateInKernel(bytes);
  return heap.alloc(bytes);
}

export function allocateZeroed(bytes: usize): usize {
  const at = allocate(bytes);
  memory.fill(at, 0, bytes);
  return at;
}

export function release(at: usize): void {
  if (IS_PART) releaseInKernel(at);
  else heap.free(at);
}
