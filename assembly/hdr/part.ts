/** The part with the HDR layout. */
export { ABI_VERSION } from '../abi';
export * from './index';
