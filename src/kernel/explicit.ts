/** The part of the kernel with the explicit layout, as assembly/README.md lists its exports. */
import simd from '../../dist/kernel/explicit.simd.wasm';
import type { Constant, Pointer } from './abi.ts';
import { partOf } from './load.ts';

export interface ExplicitExports {
  readonly ABI_VERSION: Constant;
  explicitCreate(bounds: Pointer, n: number): number;
  explicitFree(histogram: Pointer): void;
  explicitReset(histogram: Pointer): void;
  explicitRecord(histogram: Pointer, from: Pointer, values: number): void;
  explicitRecordWeighted(histogram: Pointer, value: number, times: number): void;
  explicitMerge(target: Pointer, source: Pointer): void;
  explicitSubtract(target: Pointer, earlier: Pointer): number;
  explicitQuantiles(histogram: Pointer, at: Pointer, quantiles: number): void;
  explicitRanks(histogram: Pointer, at: Pointer, bounds: number): void;
  explicitCounts(histogram: Pointer, to: Pointer): void;
  explicitAddBuckets(histogram: Pointer, from: Pointer): void;
}

/** The functions of the explicit layout. @throws KERNEL_UNAVAILABLE, KERNEL_VERSION */
export const explicitKernel: () => ExplicitExports = /* @__PURE__ */ partOf<ExplicitExports>(
  'explicitCreate',
  { name: 'explicit', simd },
);
