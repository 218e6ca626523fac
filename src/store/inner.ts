/** The door of the store for the rooms of this house, and what tests of its parts are about; not published. */

export { crc32c, crc32cCombine } from '../crc32c.ts';
export { IntervalReader, TimeBudget } from '../metrics/inner.ts';
export { systemScheduler } from '../runtime/index.ts';
export { contextOf } from '../telemetry/index.ts';
export { DamageLog, storeContext } from './context.ts';
export { joinedCoverage, LONGEST_INTERVAL_MS, windowStart } from './coverage.ts';
export { ExactSum } from './exact-sum.ts';
export * from './index.ts';
export { type InspectedArrow, inspectArrow } from './inspection/arrow.ts';
export {
  type InspectedJournal,
  type InspectedRuns,
  type InspectedSegment,
  inspectJournal,
  inspectRuns,
  inspectSegment,
  isManifestWhole,
} from './inspection/inspection.ts';
export { type InspectedParquet, inspectParquet } from './inspection/parquet.ts';
export { Journal, type JournalSettings } from './journal/journal.ts';
export { JournalDirectory } from './journal/journal-directory.ts';
export { HEADER_BYTES, headerIn } from './journal/record.ts';
export { MemoryPoints } from './memory-points.ts';
export type { Selection, StoreView } from './model.ts';
export { platformFiles } from './platform/platform-files.ts';
export { AGGREGATIONS } from './query/aggregations.ts';
export { type ArrowColumnOf, arrowStreamOf } from './query/arrow-table.ts';
export type { OpenView } from './query/reading.ts';
export { StoreAnswer } from './query/store-answer.ts';
export type { Companion } from './recording/companion.ts';
export { recordingOf } from './recording/recordings.ts';
export { type CompactionRules, Segments, type SegmentsView } from './segments/index.ts';
