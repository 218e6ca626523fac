import { type ExplicitSnapshot, validExplicitSnapshot } from '../explicit/explicit-snapshot.ts';
import type { CodecPart } from './codec-part.ts';
import { readCounts, writeCounts } from './count-runs.ts';

const MOST_BOUNDS = 1000;

export const explicitCodec: CodecPart<ExplicitSnapshot> = {
  layout: 'explicit',
  valid: validExplicitSnapshot,

  write(writer, { bounds, counts }) {
    writer.varint(bounds.length);
    for (const bound of bounds) writer.double(bound);
    writeCounts(writer, counts);
  },

  read(reader) {
    const bounds = new Float64Array(reader.varint(1, MOST_BOUNDS)).map(() => reader.double());
    return { bounds, counts: readCounts(reader, bounds.length + 1) };
  },
};
