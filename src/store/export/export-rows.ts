/** What is stored as rows of a table. */
import { Histogram } from '../../histogram/index.ts';
import type { Coverage, StoredPoint } from '../model.ts';
import { labelText } from '../segments/labels.ts';
import { QUANTILES, type Row } from '../segments/schema.ts';

export class ExportRows {
  /** One for the quantiles of all rows, emptied in between. */
  private readonly histogram = new Histogram({ scale: 8, maxBuckets: 65536 });

  of(stored: StoredPoint): Row {
    const { member, startedAtUnixMs, endedAtUnixMs, durationSeconds, point } = stored;
    const snapshot = 'histogram' in point ? point.histogram : undefined;
    let quantiles: readonly number[] = [];
    if (snapshot !== undefined) {
      this.histogram.reset();
      this.histogram.addSnapshot(snapshot);
      quantiles = this.histogram.quantiles(QUANTILES);
    }
    return {
      member,
      step: undefined,
      startedAtUnixMs,
      endedAtUnixMs,
      durationSeconds,
      stored,
      labels: Object.entries(point.labels).map(([name, value]) => [name, labelText(value)] as const),
      histogram: snapshot,
      quantiles,
    };
  }

  dispose(): void {
    this.histogram.dispose();
  }
}

/** A stretch of time that was observed, whatever was recorded in it. */
export function coverageRow(stretch: Coverage): Row {
  return { ...stretch, step: undefined, stored: undefined, labels: [], histogram: undefined, quantiles: [] };
}
