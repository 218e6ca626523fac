/** The door of the histograms for the rooms of this house; not published. */
export { preparedKernelKind } from '../kernel/index.ts';
export { ByteReader } from './base/byte-reader.ts';
export { ByteWriter, joinedBytes } from './base/byte-writer.ts';
export { readCounts, skipCounts } from './base/count-runs.ts';
export { countsLimitOf, LARGEST_COUNTS_LIMIT } from './base/options.ts';
export { lesser } from './base/snapshot-totals.ts';
export { type CountsAtOrUnder, countsAtOrUnder } from './exponential/at-or-under.ts';
export { bucketLowerBound } from './exponential/bucket-bounds.ts';
export { coarsened } from './exponential/buckets.ts';
export { SeriesBlocks, SeriesRecorder } from './exponential/series-recorder.ts';
export { restoreExponential, validSnapshot as validExponentialSnapshot } from './exponential/snapshot.ts';
export { HdrBuckets } from './hdr/buckets.ts';
export { hdrBytes, requireUint8Array } from './hdr/encoding.ts';
export {
  DOUBLE_HEADER_BYTES,
  HDR_HEADER_BYTES,
  isDoubleHdr,
  readHdrHeader,
  requireBytes,
  viewOf,
} from './hdr/header.ts';
export { validHdrSnapshot } from './hdr/snapshot.ts';
export * from './index.ts';
export { SnapshotMerge } from './merge/snapshot-merge.ts';
export { binsOf, valueAtQuantile } from './query/bins.ts';
export * from './two-sample/index.ts';
