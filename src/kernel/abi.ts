/** The exports of the kernel, as assembly/README.md lists them. */

declare const pointer: unique symbol;

/** An address in kernel memory. Only this room and the facade classes of `histogram/` hold one. */
export type Pointer = number & { readonly [pointer]: true };

/** A constant of the kernel, an offset into a structure for the most part: so TypeScript never retypes one. */
type Constant = WebAssembly.Global<'i32'>;

/** The version of the ABI that this facade was written for. */
export const ABI_VERSION = 1;

export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly ABI_VERSION: Constant;
  readonly BATCH_VALUES: Constant;
  readonly STAGE_VALUES: Constant;
  allocate(bytes: number): Pointer;
  release(at: Pointer): void;
  batchRegion(): Pointer;

  readonly EXPONENTIAL_STAGE: Constant;
  readonly EXPONENTIAL_SCALE: Constant;
  readonly EXPONENTIAL_MIN: Constant;
  readonly EXPONENTIAL_MAX: Constant;
  exponentialCreate(maxScale: number, maxBuckets: number): Pointer;
  exponentialFree(histogram: Pointer): void;
  exponentialReset(histogram: Pointer): void;
  exponentialRecord(histogram: Pointer, from: Pointer, values: number): void;
  exponentialRecordWeighted(histogram: Pointer, value: number, times: number): void;
  exponentialCount(histogram: Pointer): number;
  exponentialZeroCount(histogram: Pointer): number;
  exponentialRejected(histogram: Pointer): number;
  exponentialSum(histogram: Pointer): number;
  exponentialMerge(target: Pointer, source: Pointer): void;
  exponentialQuantiles(histogram: Pointer, at: Pointer, quantiles: number): void;
  exponentialRanks(histogram: Pointer, at: Pointer, bounds: number): void;
  exponentialExtent(histogram: Pointer, negative: number): number;
  exponentialOffset(histogram: Pointer, negative: number): number;
  exponentialCounts(histogram: Pointer, negative: number, to: Pointer): void;
  exponentialAddBuckets(
    histogram: Pointer,
    negative: number,
    scale: number,
    index: number,
    from: Pointer,
    buckets: number,
  ): void;
  exponentialAddTotals(
    histogram: Pointer,
    count: number,
    zeroCount: number,
    rejected: number,
    sum: number,
    least: number,
    most: number,
  ): void;
}
