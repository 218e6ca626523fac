import type { HistogramDecodingOptions } from '../histogram/index.ts';
import { fromBase64 } from './base64.ts';
import { decompressHdr } from './compression.ts';
import { type KernelHistogram, kernelHistogram } from './histogram.ts';
import { JsHistogram, WasmHistogram } from './kinds.ts';
import type { BitBucketSize, Histogram } from './surface.ts';

/**
 * The histogram in a compressed encoding, V0 to V2, as base64.
 *
 * @param minBarForHighestTrackableValue The range reaches at least this far.
 * @param options New here: bounds the memory for bytes of strangers.
 * @throws HDR_ENCODING_BASE64, HDR_ENCODING_COOKIE and others: see decompressHdr and decodeHdr.
 */
export function decodeFromCompressedBase64(
  base64String: string,
  bitBucketSize: BitBucketSize = 32,
  useWebAssembly = false,
  minBarForHighestTrackableValue = 0,
  options: HistogramDecodingOptions = {},
): KernelHistogram {
  const data = decompressHdr(fromBase64(base64String));
  const Class = useWebAssembly ? WasmHistogram : JsHistogram;
  return Class.decode(data, bitBucketSize, minBarForHighestTrackableValue, options);
}

/**
 * The histogram in the V2 encoding, compressed, as base64: Java's header, and the same bytes once unpacked.
 *
 * @param compressionLevel 1 (fast) to 9 (small); 9 if left out.
 */
export function encodeIntoCompressedBase64(histogram: Histogram, compressionLevel?: number): string {
  return kernelHistogram('histogram', histogram).encodeIntoCompressedBase64(compressionLevel);
}
