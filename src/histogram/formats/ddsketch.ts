/** Exponential snapshots as DDSketches in protocol buffers, and back (sketches-go, ddsketch/pb/ddsketch.proto). */

import { InferometerError, isOfKind, wrongKind } from '../../errors.ts';
import { requireOneOf } from '../../validate.ts';
import { type BucketRange, trimmed } from '../base/bucket-range.ts';
import { joinedBytes } from '../base/byte-writer.ts';
import { integerOption, OPTION, requireOptionNames } from '../base/options.ts';
import { baseOf, maxIndex, minIndex } from '../exponential/bucket-bounds.ts';
import type { ExponentialBuckets } from '../exponential/buckets.ts';
import { type ExponentialSnapshot, validSnapshot } from '../exponential/snapshot.ts';
import { type DdSketchMapping, type DdSketchRounding, readMapping } from './ddsketch-mapping.ts';
import { type Bin, requireWeight, rounded, storeBins } from './ddsketch-store.ts';
import { snapshotOfBuckets } from './foreign-buckets.ts';
import { bytesField, doubleBytes, doubleField, doublesIn, fieldsOf, sint32Field } from './protobuf.ts';

export interface DdSketchOptions {
  /** 'ceil' for @datadog/sketches-js and sketches-py; 'floor', for all others, if left out. */
  readonly rounding?: DdSketchRounding;
}

export interface DdSketchDecodeOptions extends DdSketchOptions {
  /** The scale of the snapshot where gamma is the base of none. -4 to 8; 7 if left out. */
  readonly scale?: number;
}

/**
 * The snapshot as a DDSketch message. Its bins are the snapshot's buckets, with gamma = base, so the conversion is
 * exact; but a value on the very bound of two buckets, which is ours below, is DDSketch's above. Sum, minimum, maximum
 * and `rejected` are not part of the message.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE
 * @example
 * const sketch = DDSketch.fromProto(encodeDdSketch(snapshot, { rounding: 'ceil' })); // @datadog/sketches-js
 */
export function encodeDdSketch(
  snapshot: ExponentialSnapshot,
  options: DdSketchOptions = {},
): Uint8Array<ArrayBuffer> {
  const rounding = roundingOf(options, ['rounding']);
  const { scale, zeroCount, positive, negative } = validSnapshot(snapshot);
  const shift = rounding === 'ceil' ? 1 : 0;
  const store = ({ offset, counts }: BucketRange) =>
    counts.length === 0 ? [] : [...bytesField(2, doubleBytes(counts)), ...sint32Field(3, offset + shift)];
  return Uint8Array.from([
    ...bytesField(1, doubleField(1, baseOf(scale))),
    // Also where they are empty: @datadog/sketches-js does not do without.
    ...bytesField(2, store(positive)),
    ...bytesField(3, store(negative)),
    ...doubleField(4, zeroCount),
  ]);
}

/**
 * The DDSketch message as a snapshot. If gamma is the base of one of our scales, bins become buckets one by one.
 * Otherwise the values of a bin are counted in the bucket that holds what stands for the bin: quantiles are then within
 * a + e + a e of the values, where a is the sketch's accuracy and e the snapshot's, (base - 1) / (base + 1).
 *
 * Weights that are no whole numbers are rounded so that every cumulative count is off by half a value at most. The
 * sum, which the message does not hold, is estimated from the buckets; `min` and `max` are the bounds of the outer bins.
 *
 * @throws DDSKETCH_MAPPING, DDSKETCH_COUNTS, PROTOBUF_TRUNCATED, PROTOBUF_FIELD, HISTOGRAM_BUCKETS for bytes that are
 *   no DDSketch; PROTOBUF_KIND for what is no Uint8Array; HISTOGRAM_UNKNOWN_OPTION,
 *   HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND
 */
export function decodeDdSketch(bytes: Uint8Array, options: DdSketchDecodeOptions = {}): ExponentialSnapshot {
  const rounding = roundingOf(options, ['rounding', 'scale']);
  const asked = integerOption('scale', options.scale ?? 7, -4, 8);
  const [mappingMessage, positive, negative, zeros] = partsOf(bytes);
  const mapping = readMapping(mappingMessage, rounding);
  const signed = (sign: number) => (bin: Bin) => ({ ...bin, sign });
  const bins = rounded([
    ...storeBins(negative).map(signed(-1)).reverse(),
    { index: 0, weight: zeros, sign: 0 },
    ...storeBins(positive).map(signed(1)),
  ]);
  const buckets = bucketsOf(bins, mapping, mapping.scale ?? asked);
  const [first, last] = [bins[0], bins.at(-1)];
  if (mapping.scale !== undefined || !first || !last) return snapshotOfBuckets(buckets, {});
  const least = 0 - boundOf({ ...first, sign: -first.sign }, mapping);
  return snapshotOfBuckets(buckets, { bounds: [least, boundOf(last, mapping)] });
}

/** @throws HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE */
function roundingOf(options: DdSketchOptions, names: readonly string[]): DdSketchRounding {
  requireOptionNames(options, names);
  return requireOneOf(OPTION, 'rounding', options.rounding ?? 'floor', ['floor', 'ceil']);
}

interface SignedBin extends Bin {
  /** 0 for the zeros. */
  readonly sign: number;
}

/** A message that comes several times is one with the fields of all. */
function partsOf(
  bytes: Uint8Array,
): [mapping: Uint8Array, positive: Uint8Array, negative: Uint8Array, zeros: number] {
  if (!isOfKind(bytes, 'Uint8Array')) {
    throw wrongKind('PROTOBUF_KIND', 'bytes', 'a Uint8Array', bytes, 'Wrap it in new Uint8Array(buffer).');
  }
  const parts: [Uint8Array[], Uint8Array[], Uint8Array[]] = [[], [], []];
  let zeros = 0;
  for (const field of fieldsOf(bytes)) {
    parts[field.number - 1]?.push(field.bytes);
    if (field.number === 4) zeros = requireWeight(doublesIn(field)[0] as number);
  }
  return [joinedBytes(parts[0]), joinedBytes(parts[1]), joinedBytes(parts[2]), zeros];
}

function bucketsOf(bins: readonly SignedBin[], mapping: DdSketchMapping, scale: number): ExponentialBuckets {
  let zeroCount = 0;
  const signs = { '1': new Map<number, number>(), '-1': new Map<number, number>() };
  for (const { sign, index, weight } of bins) {
    const bucket = sign === 0 ? -Infinity : mapping.bucketOf(index, scale);
    if (bucket > maxIndex(scale)) {
      throw new InferometerError(
        'HISTOGRAM_BUCKETS',
        `bin ${index} of the sketch lies beyond the doubles. The bytes are damaged.`,
      );
    }
    if (bucket < minIndex(scale)) zeroCount += weight;
    else {
      const counts = signs[sign > 0 ? '1' : '-1'];
      counts.set(bucket, (counts.get(bucket) ?? 0) + weight);
    }
  }
  return { scale, zeroCount, positive: rangeOf(signs['1']), negative: rangeOf(signs['-1']) };
}

/** Dense counts; all indices are among those of one scale. */
function rangeOf(counts: ReadonlyMap<number, number>): BucketRange {
  let first = Infinity;
  let last = -Infinity;
  for (const index of counts.keys()) {
    first = Math.min(first, index);
    last = Math.max(last, index);
  }
  const dense = new Float64Array(counts.size === 0 ? 0 : last - first + 1);
  for (const [index, count] of counts) dense[index - first] = count;
  return trimmed(first, dense);
}

/** The value that no value of the bin is above. */
function boundOf({ sign, index }: SignedBin, { lowerBound }: DdSketchMapping): number {
  if (sign === 0) return 0;
  return sign > 0 ? lowerBound(index + 1) : -lowerBound(index);
}
