import { type SummarySnapshot, validSummarySnapshot } from '../summary/summary-snapshot.ts';
import type { CodecPart } from './codec-part.ts';

export const summaryCodec: CodecPart<SummarySnapshot> = {
  layout: 'summary',
  valid: validSummarySnapshot,

  write(writer, { mean, m2, m3, m4 }) {
    for (const moment of [mean, m2, m3, m4]) writer.double(moment);
  },

  read(reader) {
    const mean = reader.double();
    const m2 = reader.double();
    const m3 = reader.double();
    return { mean, m2, m3, m4: reader.double() };
  },
};
