/** What tests of the store's parts are about; not published. */

export { TimeBudget } from '../metrics/inner.ts';
export { systemScheduler } from '../runtime/index.ts';
export { joinedCoverage } from './coverage.ts';
export { crc32c, crc32cCombine } from './crc32c.ts';
export { ExactSum } from './exact-sum.ts';
export * from './index.ts';
export { MemoryPoints } from './memory-points.ts';
export type { OpenView, StoreView } from './query/reading.ts';
export { StoreAnswer } from './query/store-answer.ts';
export { type CompactionRules, Segments, type SegmentsContext } from './segments/index.ts';
