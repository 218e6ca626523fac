/** The part of the kernel with the HDR layout, as assembly/README.md lists its exports. */
import simd from '../../dist/kernel/hdr.simd.wasm';
import type { Constant, Pointer } from './abi.ts';
import { partOf } from './load.ts';

export interface HdrExports {
  readonly ABI_VERSION: Constant;
  readonly HDR_LIMIT: Constant;
  hdrCreate(halfExponent: number, unitExponent: number, limit: number, autoResize: number): number;
  hdrFree(histogram: Pointer): void;
  hdrReset(histogram: Pointer): void;
  hdrRecord(histogram: Pointer, from: Pointer, values: number): void;
  hdrRecordWeighted(histogram: Pointer, value: number, times: number): void;
  hdrRecordCorrected(histogram: Pointer, value: number, interval: number): void;
  /** 1; 0 or, without room, -1, and nothing changed. */
  hdrMerge(target: Pointer, source: Pointer): number;
  /** 1; 0 or, without room, -1, and nothing changed. */
  hdrSubtract(target: Pointer, source: Pointer): number;
  hdrQuantiles(histogram: Pointer, at: Pointer, quantiles: number): void;
  hdrRanks(histogram: Pointer, at: Pointer, bounds: number): void;
  hdrMean(histogram: Pointer): number;
  hdrStandardDeviation(histogram: Pointer): number;
  hdrExtent(histogram: Pointer): number;
  hdrOffset(histogram: Pointer): number;
  hdrCounts(histogram: Pointer, index: number, counts: number, to: Pointer): void;
  /** 1, or 0 and nothing changed without room. */
  hdrAddBuckets(histogram: Pointer, index: number, from: Pointer, buckets: number): number;
}

/** The functions of the HDR layout. @throws KERNEL_UNAVAILABLE, KERNEL_VERSION */
export const hdrKernel: () => HdrExports = /* @__PURE__ */ partOf<HdrExports>('hdrCreate', {
  name: 'hdr',
  simd,
});
