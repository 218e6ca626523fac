/** The export list and nothing else; README.md holds it as one table. */
export { ABI_VERSION, allocate, release } from './abi';
export { BATCH_VALUES, STAGE_VALUES, batchRegion } from './staging';
export * from './exponential/index';
