/** The sealed part of a store: segments of Parquet, and runs. */
export {
  type CompactionRules,
  type Sealing,
  Segments,
  type SegmentsContext,
  type SegmentsOptions,
} from './segments.ts';
export type { SegmentsView } from './view.ts';
