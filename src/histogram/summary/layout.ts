import type { SnapshotLayout } from '../base/layout.ts';
import { type SummarySnapshot, validSummarySnapshot } from './snapshot.ts';
import { summaryBetween } from './subtract.ts';

export const summary: SnapshotLayout<SummarySnapshot> = {
  name: 'summary',
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

  subtract: summaryBetween,
};
