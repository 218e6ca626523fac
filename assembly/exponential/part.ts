/** The part that owns the memory, and the exponential layout. */
export { ABI_VERSION } from '../abi';
export { allocate, release } from '../allocator';
export { BATCH_VALUES, STAGE_VALUES, batchRegion } from '../staging';
export * from '../totals';
export * from './index';
