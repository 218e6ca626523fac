import { HdrBuckets } from '../hdr/hdr-buckets.ts';
import { type HdrSnapshot, validHdrSnapshot } from '../hdr/hdr-snapshot.ts';
import type { CodecPart } from './codec-part.ts';
import { readCounts, writeCounts } from './count-runs.ts';

export const hdrCodec: CodecPart<HdrSnapshot> = {
  layout: 'hdr',
  valid: validHdrSnapshot,

  write(writer, { significantDigits, lowestDiscernible, highestTrackable, autoResize, counts }) {
    writer.byte(significantDigits);
    writer.varint(lowestDiscernible);
    writer.varint(highestTrackable);
    writer.byte(autoResize ? 1 : 0);
    writer.varint(counts.offset);
    writer.varint(counts.counts.length);
    writeCounts(writer, counts.counts);
  },

  read(reader) {
    const significantDigits = reader.varint(1, 5);
    const lowestDiscernible = reader.varint(1, 2 ** 61);
    const highestTrackable = reader.varint(2 * lowestDiscernible, 2 ** 63);
    const autoResize = reader.varint(0, 1) === 1;
    const { length } = new HdrBuckets({ significantDigits, lowestDiscernible, highestTrackable });
    const offset = reader.varint(0, length);
    const counts = readCounts(reader, reader.varint(0, length - offset));
    const range = Object.freeze({ offset, counts });
    return { significantDigits, lowestDiscernible, highestTrackable, autoResize, counts: range };
  },
};
