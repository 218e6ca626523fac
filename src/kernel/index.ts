export type { KernelExports, Pointer } from './abi.ts';
export { disown, own } from './lifetime.ts';
export { loadKernel, useKernel } from './load.ts';
export { memory, refreshViews } from './memory.ts';
