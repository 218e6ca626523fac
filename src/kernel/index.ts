export type { Constant, CoreExports, Pointer } from './abi.ts';
export { type DriftExports, driftKernel } from './drift.ts';
export { type ExplicitExports, explicitKernel } from './explicit.ts';
export { type HdrExports, hdrKernel } from './hdr.ts';
export { disown, own } from './lifetime.ts';
export {
  deferred,
  type KernelKind,
  kernelKind,
  loadKernel,
  partOf,
  preparedKernelKind,
  prepareKernel,
  provideJs,
  useKernel,
} from './load.ts';
export { claimed, memory, refreshViews, requireRoom } from './memory.ts';
export { type SummaryExports, summaryKernel } from './summary.ts';
