/** What does not belong to one structure: the version that the host checks, and memory for large transfers. */

/** Goes up whenever an export changes its meaning; the host refuses a kernel of another version. */
export const ABI_VERSION: i32 = 1;

export function allocate(bytes: usize): usize {
  return heap.alloc(bytes);
}

export function release(at: usize): void {
  heap.free(at);
}
