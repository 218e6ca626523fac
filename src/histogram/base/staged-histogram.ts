/**
 * What every histogram on the kernel has in common: values are staged in kernel memory, and a full stage, or
 * any read, makes the kernel take them in one batch. A reader always sees every value recorded before the read.
 */
import { InferometerError, isOfKind, wrongKind, wrongValue } from '../../errors.ts';
import {
  type Constant,
  claimed,
  disown,
  memory,
  own,
  type Pointer,
  refreshViews,
  useKernel,
} from '../../kernel/index.ts';

/** The kernel functions of one layout; one constant object each, so that its calls stay monomorphic. */
export interface Layout {
  record(block: Pointer, from: Pointer, values: number): void;
  recordWeighted(block: Pointer, value: number, times: number): void;
  /** Of layouts whose merge may need room: 1 where there was. */
  merge(target: Pointer, source: Pointer): unknown;
  reset(block: Pointer): void;
  free(block: Pointer): void;
}

const DOUBLE = 8;

/** So many values are staged, since the kernel would not be called for more: a call for 4 of them takes 10 to 20 ns a value (measured). */
const FEW = 64;

export abstract class StagedHistogram {
  /** The block in kernel memory; 0 where there is none. */
  protected block!: Pointer;
  /** See memory.ts for why it is a field. */
  private readonly views = memory;
  // Indices into memory.f64. TypeScript's `private`, not #private, which costs 1 ns a value in V8.
  private next!: number;
  private first!: number;
  private last!: number;
  /** Values that came while there was no block: not lost without a trace. */
  protected late = 0;

  /** @param address as the kernel gave it; it has no block yet if left out. @throws KERNEL_MEMORY where that is none */
  protected constructor(address?: number) {
    if (address === undefined) this.leave();
    else this.take(address);
  }

  /** No field: there are many thousand series. */
  protected abstract get layout(): Layout;

  /** @param address as the kernel gave it. @throws KERNEL_MEMORY where that is none */
  protected take(address: number): void {
    const kernel = useKernel();
    const block = claimed(address);
    this.block = block;
    this.first = this.next = (block + kernel.HEADER_STAGE.value) / DOUBLE;
    this.last = this.first + kernel.STAGE_VALUES.value - 1;
    this.own(block);
  }

  /** Sees to it that the block is given back when the histogram is garbage. */
  protected own(block: Pointer): void {
    own(this, block, this.layout.free);
  }

  protected disown(_block: Pointer): void {
    disown(this, this.layout.free);
  }

  /** Has no block: it stages at address 0, where a kernel holds nothing, and one value is all that it stages. */
  private leave(): void {
    this.block = 0 as Pointer;
    this.first = this.next = this.last = 0;
  }

  /**
   * Records a value, `times` times (a whole number; 1 if left out). Never throws: what is no finite number, and
   * a `times` that is no count, is counted in `rejected`.
   */
  record(value: number, times?: number): void {
    if (times !== undefined) {
      this.recordTimes(value, times);
      return;
    }
    if (DEVELOPMENT) requireNumber(value);
    // Measured: comparing the index just written, not the field again, takes 3.9 ns down to 2.5; an int32 needs no
    // test for overflow, 0.1 ns.
    const at = this.next;
    this.next = (at + 1) | 0;
    this.views.f64[at] = typeof value === 'number' ? value : Number.NaN;
    if (at === this.last) this.drainFull();
  }

  /** Records every value, in order; as `record` does. */
  recordMany(values: Float64Array | readonly number[]): void {
    const many =
      DEVELOPMENT || values instanceof Float64Array || Array.isArray(values) ? values : numbersOf(values);
    if (DEVELOPMENT) requireNumbers(many);
    if (many.length <= FEW) {
      this.stage(many);
      return;
    }
    this.drain();
    const kernel = useKernel();
    const region = kernel.batchRegion();
    const room = kernel.BATCH_VALUES.value;
    for (let from = 0; from < many.length; from += room) {
      const n = Math.min(room, many.length - from);
      // Fetched anew each time: recording the last part may have grown the memory.
      const target = memory.f64;
      const base = region / DOUBLE;
      if (many instanceof Float64Array) target.set(many.subarray(from, from + n), base);
      else {
        for (let i = 0; i < n; i++) {
          const value = many[from + i];
          target[base + i] = typeof value === 'number' ? value : Number.NaN;
        }
      }
      if (this.block) {
        this.layout.record(this.block, region, n);
        refreshViews();
      } else this.late += n;
    }
  }

  private stage(values: Float64Array | readonly number[]): void {
    for (let i = 0; i < values.length; ) {
      // Fetched anew each time: taking a full stage may have grown the memory.
      const { f64 } = this.views;
      const from = this.next;
      const n = Math.min(values.length - i, this.last - from + 1);
      for (let j = 0; j < n; j++) {
        const value = values[i + j];
        f64[from + j] = typeof value === 'number' ? value : Number.NaN;
      }
      i += n;
      this.next = from + n;
      if (this.next > this.last) this.drainFull();
    }
  }

  private recordTimes(value: number, times: number): void {
    if (DEVELOPMENT) {
      requireNumber(value);
      requireCount(times);
    }
    if (times === 0) return;
    this.drain();
    if (!this.block) this.late += 1;
    else if (!isCount(times)) useKernel().headerAdd(this.block, 0, 1, 0, Infinity, -Infinity);
    else this.layout.recordWeighted(this.block, typeof value === 'number' ? value : Number.NaN, times);
    refreshViews();
  }

  /** Values that were not recorded: no finite numbers, or recorded after dispose(). */
  get rejected(): number {
    this.drain();
    return this.late + (this.block ? useKernel().headerRejected(this.block) : 0);
  }

  /** Values recorded. Exact to 2^53; saturates, never wraps. @throws HISTOGRAM_DISPOSED */
  get count(): number {
    return useKernel().headerCount(this.read());
  }

  /** Compensated, within 1e-12 of the exact sum of the absolute values. @throws HISTOGRAM_DISPOSED */
  get sum(): number {
    return useKernel().headerSum(this.read());
  }

  /** The smallest value, exactly; NaN when empty. @throws HISTOGRAM_DISPOSED */
  get min(): number {
    const least = this.headerField(useKernel().HEADER_MIN);
    return least === Infinity ? Number.NaN : least;
  }

  /** The largest value, exactly; NaN when empty. @throws HISTOGRAM_DISPOSED */
  get max(): number {
    const most = this.headerField(useKernel().HEADER_MAX);
    return most === -Infinity ? Number.NaN : most;
  }

  /** sum / count; NaN when empty. @throws HISTOGRAM_DISPOSED */
  get mean(): number {
    return this.sum / this.count;
  }

  protected headerField(offset: Constant): number {
    return memory.f64[(this.read() + offset.value) / DOUBLE] as number;
  }

  /** Forgets everything recorded; the options stay. @throws HISTOGRAM_DISPOSED */
  reset(): void {
    const block = this.read();
    this.layout.reset(block);
  }

  /** Gives the kernel memory back. Reading afterwards throws; recording is counted in `rejected` and kept nowhere. */
  dispose(): void {
    if (!this.block) return;
    this.late = this.rejected;
    this.disown(this.block);
    this.layout.free(this.block);
    this.leave();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The block, with everything staged recorded. @throws HISTOGRAM_DISPOSED */
  protected read(): Pointer {
    if (!this.block) {
      throw new InferometerError(
        'HISTOGRAM_DISPOSED',
        'the histogram was read after dispose(). Read it first, or dispose of it later.',
      );
    }
    this.drain();
    return this.block;
  }

  /** Makes the kernel take what is staged. */
  protected drain(): void {
    if (!this.block) return;
    const staged = this.next - this.first;
    if (staged === 0) return;
    this.next = this.first;
    this.pass(staged);
  }

  /** Makes the kernel take a stage that the last value filled. */
  private drainFull(): void {
    this.next = this.first;
    if (this.block) {
      this.pass(this.last - this.first + 1);
      return;
    }
    this.recordLate(memory.f64[this.first] as number);
  }

  private pass(staged: number): void {
    this.layout.record(this.block, (this.first * DOUBLE) as Pointer, staged);
    // A look by way of the field: imported bindings are checked at every use.
    if (this.views.f64.length === 0) refreshViews();
  }

  /** A value that came while there is no block. */
  protected recordLate(_value: number): void {
    this.late += 1;
  }
}

function isCount(times: unknown): times is number {
  return Number.isInteger(times) && (times as number) > 0;
}

/** Whatever a caller without types hands in: other typed arrays and iterables are taken, anything else is one bad value. */
function numbersOf(values: unknown): number[] {
  if (typeof values === 'object' && values !== null && Symbol.iterator in values)
    return [...(values as Iterable<number>)];
  return [Number.NaN];
}

function requireNumber(value: unknown): void {
  if (typeof value === 'number') return;
  throw wrongKind(
    'HISTOGRAM_VALUE',
    'value',
    'a number',
    value,
    'Convert it before recording; production builds count it as rejected.',
  );
}

function requireNumbers(values: unknown): void {
  if (isOfKind(values, 'Float64Array')) return;
  if (!Array.isArray(values)) {
    throw wrongKind(
      'HISTOGRAM_VALUE',
      'values',
      'a Float64Array or an array of numbers',
      values,
      'Use Float64Array.from(values).',
    );
  }
  values.forEach(requireNumber);
}

function requireCount(times: unknown): void {
  if (times === 0 || isCount(times)) return;
  throw wrongValue(
    'HISTOGRAM_COUNT',
    'times',
    'a whole number, 0 or more',
    times,
    'Round it; production builds count the value as rejected.',
  );
}
