/** Arrays of doubles on their way into kernel memory and out of it. */
import { claimed, memory, type Pointer, refreshViews, useKernel } from '../../kernel/index.ts';

/** Hands values to the kernel, one part behind the other, at an address that holds for the call. @throws KERNEL_MEMORY */
export function lend(parts: readonly ArrayLike<number>[], use: (at: Pointer) => void): void {
  const at = roomFor(parts.reduce((sum, part) => sum + part.length, 0));
  try {
    let to = at / 8;
    for (const part of parts) {
      memory.f64.set(part, to);
      to += part.length;
    }
    use(at);
    refreshViews();
  } finally {
    giveBack(at);
  }
}

/**
 * The n doubles that the kernel writes, so many at a time as the region of batches has room for: what was recorded can be
 * read when there is no more memory to be had.
 *
 * @param write `n` of them to `at`, from the one with the index `from` on
 */
export function fetchDoubles(n: number, write: (from: number, n: number, at: Pointer) => void): Float64Array {
  const kernel = useKernel();
  const [at, room] = [kernel.batchRegion(), kernel.BATCH_VALUES.value];
  const doubles = new Float64Array(n);
  for (let from = 0; from < n; from += room) {
    const part = Math.min(room, n - from);
    write(from, part, at);
    doubles.set(memory.f64.subarray(at / 8, at / 8 + part), from);
  }
  return doubles;
}

/** Of the kernel: replaces n ascending numbers at `at` by their answers. */
export type Query = (block: Pointer, at: Pointer, n: number) => void;

/**
 * Hands the numbers to `query` in ascending order, in kernel memory, and returns its answers in the order asked for.
 *
 * @throws KERNEL_MEMORY
 */
export function ascending(block: Pointer, numbers: readonly number[], query: Query): number[] {
  const n = numbers.length;
  const order = ascendingOrder(numbers);
  const at = roomFor(n);
  try {
    const answers = new Array<number>(n);
    const base = at / 8;
    for (let i = 0; i < n; i++) memory.f64[base + i] = numbers[order ? (order[i] as number) : i] as number;
    query(block, at, n);
    for (let i = 0; i < n; i++) answers[order ? (order[i] as number) : i] = memory.f64[base + i] as number;
    return answers;
  } finally {
    giveBack(at);
  }
}

/** Room for so many doubles: that of batches where it is enough, since taking some takes as long as a merge (measured). */
function roomFor(doubles: number): Pointer {
  const kernel = useKernel();
  refreshViews();
  if (doubles <= kernel.BATCH_VALUES.value) return kernel.batchRegion();
  // The kernel counts bytes in 32 bits, and has no piece of half of them.
  return claimed(kernel.allocate(Math.min(doubles * 8, 2 ** 31)));
}

function giveBack(at: Pointer): void {
  const kernel = useKernel();
  if (at !== kernel.batchRegion()) kernel.release(at);
}

/** The indices of the numbers from the smallest to the largest; undefined where they ascend as they are. */
export function ascendingOrder(numbers: readonly number[]): number[] | undefined {
  if (isAscending(numbers)) return undefined;
  return numbers.map((_, i) => i).sort((i, j) => (numbers[i] as number) - (numbers[j] as number));
}

function isAscending(numbers: readonly number[]): boolean {
  for (let i = 1; i < numbers.length; i++) {
    if ((numbers[i] as number) < (numbers[i - 1] as number)) return false;
  }
  return true;
}
