export {
  type DoubleHdrSnapshot,
  decodeDoubleHdr,
  decodeHdr,
  encodeHdr,
  type HistogramDecodingOptions,
} from '../histogram/index.ts';
export { ByteBuffer } from './byte-buffer.ts';
export { type CompressionLevel, compressHdr, decompressHdr } from './compression.ts';
export { decodeFromCompressedBase64, encodeIntoCompressedBase64 } from './encoding.ts';
export {
  build,
  Float64Histogram,
  Int8Histogram,
  Int16Histogram,
  Int32Histogram,
  initWebAssembly,
  initWebAssemblySync,
  JsHistogram,
  PackedHistogram,
  WasmHistogram,
} from './kinds.ts';
export { HistogramLogReader, listTags } from './log/histogram-log-reader.ts';
export { HistogramLogWriter } from './log/histogram-log-writer.ts';
export { type HdrLogInterval, HdrLogLines, readHdrLog } from './log/log-reader.ts';
export { type HdrLogSpan, HdrLogWriter, type HdrLogWriterOptions } from './log/log-writer.ts';
export { Recorder } from './recorder.ts';
export type {
  BitBucketSize,
  BuildRequest,
  Histogram,
  HistogramIterationValue,
  HistogramSummary,
} from './surface.ts';
