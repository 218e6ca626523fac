/** Arrays of doubles on their way into kernel memory and out of it. */
import { memory, type Pointer, refreshViews, useKernel } from '../../kernel/index.ts';

/** Hands `values` to the kernel at an address that holds for the call. */
export function lend(values: Float64Array, use: (at: Pointer) => void): void {
  const kernel = useKernel();
  // Room that is there anyway: taking some and giving it back is a third of merging a snapshot (measured).
  const fits = values.length <= kernel.BATCH_VALUES.value;
  const at = fits ? kernel.batchRegion() : kernel.allocate(values.length * 8);
  refreshViews();
  memory.f64.set(values, at / 8);
  use(at);
  if (!fits) kernel.release(at);
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

/** Hands the numbers to `answer` in ascending order, in kernel memory, and returns its answers in the order asked for. */
export function ascending(numbers: readonly number[], answer: (at: Pointer, n: number) => void): number[] {
  const n = numbers.length;
  if (n === 0) return [];
  const order = ascendingOrder(numbers);
  const kernel = useKernel();
  const fits = n <= kernel.BATCH_VALUES.value;
  const at = fits ? kernel.batchRegion() : kernel.allocate(n * 8);
  refreshViews();
  const base = at / 8;
  for (let i = 0; i < n; i++) memory.f64[base + i] = numbers[order ? (order[i] as number) : i] as number;
  answer(at, n);
  const answers = new Array<number>(n);
  for (let i = 0; i < n; i++) answers[order ? (order[i] as number) : i] = memory.f64[base + i] as number;
  if (!fits) kernel.release(at);
  return answers;
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
