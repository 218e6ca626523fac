export type { Constant, CoreExports, Pointer } from './abi.ts';
export { disown, own } from './lifetime.ts';
export { loadKernel, partOf, useKernel } from './load.ts';
export { memory, refreshViews } from './memory.ts';
