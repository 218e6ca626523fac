/** The exports of the kernel, as assembly/README.md lists them. */

declare const pointer: unique symbol;

/** An address in kernel memory. Only this room and the facade classes of `histogram/` hold one. */
export type Pointer = number & { readonly [pointer]: true };

/** A constant of the kernel, an offset into a structure for the most part: so TypeScript never retypes one. */
export interface Constant {
  readonly value: number;
}

/** A `WebAssembly.Memory`, as much of it as is used: declarations must not depend on what a program's `lib` has of Wasm. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  /** Of the JavaScript kernel, whose old buffers stay as they are when it grows: hands in the one it has, now and whenever it has another. */
  follow?(attach: (buffer: ArrayBuffer) => void): void;
}

/** The version of the ABI that this facade was written for. */
export const ABI_VERSION = 1;

export interface CoreExports {
  readonly memory: KernelMemory;
  readonly ABI_VERSION: Constant;
  readonly BATCH_VALUES: Constant;
  readonly STAGE_VALUES: Constant;
  /** 0 where there is no room, as `create`s of every layout. */
  allocate(bytes: number): number;
  release(at: Pointer): void;
  batchRegion(): Pointer;

  readonly HEADER_STAGE: Constant;
  readonly HEADER_MIN: Constant;
  readonly HEADER_MAX: Constant;
  headerCount(block: Pointer): number;
  headerRejected(block: Pointer): number;
  headerSum(block: Pointer): number;
  headerAdd(block: Pointer, count: number, rejected: number, sum: number, least: number, most: number): void;

  readonly EXPONENTIAL_SCALE: Constant;
  readonly EXPONENTIAL_MAX_BUCKETS: Constant;
  readonly EXPONENTIAL_MIN_BOUND: Constant;
  readonly EXPONENTIAL_MAX_BOUND: Constant;
  exponentialCreate(maxScale: number, maxBuckets: number): number;
  exponentialFree(histogram: Pointer): void;
  exponentialReset(histogram: Pointer): void;
  exponentialRecord(histogram: Pointer, from: Pointer, values: number): void;
  exponentialRecordWeighted(histogram: Pointer, value: number, times: number): void;
  /** 1, or 0 and nothing added without room. */
  exponentialMerge(target: Pointer, source: Pointer): number;
  exponentialQuantiles(histogram: Pointer, at: Pointer, quantiles: number): void;
  exponentialRanks(histogram: Pointer, at: Pointer, bounds: number): void;
  /** 1, or 0 without room. */
  exponentialSetBounds(histogram: Pointer, from: Pointer, bounds: number): number;
  exponentialBoundedCounts(histogram: Pointer): number;
  exponentialZeroCount(histogram: Pointer): number;
  exponentialExtent(histogram: Pointer, negative: number): number;
  exponentialOffset(histogram: Pointer, negative: number): number;
  exponentialCounts(histogram: Pointer, negative: number, index: number, counts: number, to: Pointer): void;
  exponentialAddZeros(histogram: Pointer, zeroCount: number): void;
  /** 1, or 0 and nothing added without room. */
  exponentialAddBuckets(
    histogram: Pointer,
    scale: number,
    from: Pointer,
    positiveIndex: number,
    positives: number,
    negativeIndex: number,
    negatives: number,
  ): number;
  exponentialAddBounds(histogram: Pointer, minBound: number, maxBound: number): void;
  exponentialIndex(magnitude: number, scale: number): number;
  exponentialLowerBound(index: number, scale: number): number;
}
