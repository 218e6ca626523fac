/** The part of the kernel with the summary, as assembly/README.md lists its exports. */
import simd from '../../dist/kernel/summary.simd.wasm';
import type { Constant, Pointer } from './abi.ts';
import { partOf } from './load.ts';

export interface SummaryExports {
  readonly ABI_VERSION: Constant;
  readonly SUMMARY_MEAN: Constant;
  readonly SUMMARY_M2: Constant;
  readonly SUMMARY_M3: Constant;
  readonly SUMMARY_M4: Constant;
  summaryCreate(): number;
  summaryFree(summary: Pointer): void;
  summaryReset(summary: Pointer): void;
  summaryRecord(summary: Pointer, from: Pointer, values: number): void;
  summaryRecordWeighted(summary: Pointer, value: number, times: number): void;
  summaryMerge(target: Pointer, source: Pointer): void;
  summaryAddMoments(summary: Pointer, count: number, mean: number, m2: number, m3: number, m4: number): void;
}

/** The functions of the summary. @throws KERNEL_UNAVAILABLE, KERNEL_VERSION */
export const summaryKernel: () => SummaryExports = /* @__PURE__ */ partOf<SummaryExports>('summaryCreate', {
  name: 'summary',
  simd,
});
