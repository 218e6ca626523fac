/** The door of histogram for the rooms of this house; not published. */

export { HdrBuckets } from './hdr/buckets.ts';
export { hdrBytes } from './hdr/encoding.ts';
export {
  DOUBLE_HEADER_BYTES,
  HDR_HEADER_BYTES,
  isDoubleHdr,
  readHdrHeader,
  requireBytes,
  viewOf,
} from './hdr/header.ts';
