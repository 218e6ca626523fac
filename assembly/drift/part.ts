/** The two-sample statistics as a part of the kernel, in the memory of the first. */
export { ABI_VERSION } from '../abi';
export * from './index';
