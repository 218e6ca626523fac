/** The sealed part of a store: segments of Parquet, and runs. */
export { type Level, parseRunsName, parseSegmentName, STEP_NAMES } from './names.ts';
export { writeSealed } from './sealed-file.ts';
export { DamagedError, Segment } from './segment.ts';
export {
  type CompactionRules,
  type Sealing,
  Segments,
  type SegmentsContext,
  type SegmentsOptions,
} from './segments.ts';
export type { SegmentsView } from './view.ts';
