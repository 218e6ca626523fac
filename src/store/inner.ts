/** What tests of the store's parts are about; not published. */

export { crc32c, crc32cCombine } from '../crc32c.ts';
export { IntervalReader, TimeBudget } from '../metrics/inner.ts';
export { systemScheduler } from '../runtime/index.ts';
export { contextOf } from '../telemetry/index.ts';
export { DamageLog, storeContext } from './context.ts';
export { joinedCoverage } from './coverage.ts';
export { ExactSum } from './exact-sum.ts';
export * from './index.ts';
export { Journal, type JournalSettings } from './journal/journal.ts';
export { MemoryPoints } from './memory-points.ts';
export type { Selection, StoreView } from './model.ts';
export type { OpenView } from './query/reading.ts';
export { StoreAnswer } from './query/store-answer.ts';
export { type CompactionRules, Segments, type SegmentsView } from './segments/index.ts';
