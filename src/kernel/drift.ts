/** The part of the kernel with the two-sample statistics, as assembly/README.md lists its exports. */
import simd from '../../dist/kernel/drift.simd.wasm';
import type { Constant, Pointer } from './abi.ts';
import { partOf } from './load.ts';

export interface DriftExports {
  readonly ABI_VERSION: Constant;
  /** 1, or 0 without room. */
  driftSort(at: Pointer, n: number): number;
  driftKolmogorovSmirnov(x: Pointer, n: number, y: Pointer, m: number, to: Pointer): void;
  driftWasserstein(x: Pointer, n: number, y: Pointer, m: number): number;
  driftBinnedKolmogorovSmirnov(
    p: Pointer,
    q: Pointer,
    n: number,
    ofP: number,
    ofQ: number,
    to: Pointer,
  ): void;
  driftBinnedWasserstein(
    points: Pointer,
    p: Pointer,
    q: Pointer,
    n: number,
    ofP: number,
    ofQ: number,
  ): number;
  driftPopulationStability(
    p: Pointer,
    q: Pointer,
    n: number,
    ofP: number,
    ofQ: number,
    emptyShare: number,
  ): number;
  driftJensenShannon(p: Pointer, q: Pointer, n: number, ofP: number, ofQ: number): number;
}

/** The functions of the two-sample statistics. @throws KERNEL_UNAVAILABLE, KERNEL_VERSION */
export const driftKernel: () => DriftExports = /* @__PURE__ */ partOf<DriftExports>('driftSort', {
  name: 'drift',
  simd,
});
