/** Arrays of doubles on their way into kernel memory and out of it. */
import { memory, type Pointer, refreshViews, useKernel } from '../../kernel/index.ts';

/** Hands `values` to the kernel at an address that holds for the call. */
export function lend(values: Float64Array, use: (at: Pointer) => void): void {
  withRoom(values.length, (at) => {
    memory.f64.set(values, at / 8);
    use(at);
    refreshViews();
  });
}

/** The n doubles that the kernel writes. */
export function fetchDoubles(n: number, write: (at: Pointer) => void): Float64Array {
  return withRoom(n, (at) => {
    write(at);
    return memory.f64.slice(at / 8, at / 8 + n);
  });
}

/** Hands the numbers to `answer` in ascending order, in kernel memory, and returns its answers in the order asked for. */
export function ascending(numbers: readonly number[], answer: (at: Pointer, n: number) => void): number[] {
  const n = numbers.length;
  const order = ascendingOrder(numbers);
  return withRoom(n, (at) => {
    const answers = new Array<number>(n);
    const base = at / 8;
    for (let i = 0; i < n; i++) memory.f64[base + i] = numbers[order ? (order[i] as number) : i] as number;
    answer(at, n);
    for (let i = 0; i < n; i++) answers[order ? (order[i] as number) : i] = memory.f64[base + i] as number;
    return answers;
  });
}

/** Room for so many doubles: that of batches where it is enough, since taking some takes as long as a merge (measured). */
function withRoom<T>(doubles: number, use: (at: Pointer) => T): T {
  const kernel = useKernel();
  const fits = doubles <= kernel.BATCH_VALUES.value;
  const at = fits ? kernel.batchRegion() : kernel.allocate(doubles * 8);
  refreshViews();
  const used = use(at);
  if (!fits) kernel.release(at);
  return used;
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
