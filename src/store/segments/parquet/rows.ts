/** What is stored as rows of a table. */
import { Histogram } from '../../../histogram/index.ts';
import type { Labels } from '../../../metrics/inner.ts';
import type { Coverage, StoredPoint } from '../../model.ts';
import { labelText } from './labels.ts';
import { QUANTILES, type Row } from './schema.ts';

export class Rows {
  /** `interval`, `hour`, `day`; undefined where rows are of any. */
  private readonly step: string | undefined;
  /** One for the quantiles of all rows, emptied in between. */
  private readonly histogram = new Histogram({ scale: 8, maxBuckets: 65536 });
  /** Of the series that the last row was of. */
  private labels: Labels | undefined;
  private texts: Row['labels'] = [];

  constructor(step: string | undefined) {
    this.step = step;
  }

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
      instance: undefined,
      step: this.step,
      startedAtUnixMs,
      endedAtUnixMs,
      durationSeconds,
      stored,
      labels: this.textsOf(point.labels),
      histogram: snapshot,
      quantiles,
    };
  }

  /** A stretch of time that was observed, whatever was recorded in it. */
  ofCoverage(stretch: Coverage): Row {
    const { step } = this;
    return { ...stretch, step, stored: undefined, labels: [], histogram: undefined, quantiles: [] };
  }

  dispose(): void {
    this.histogram.dispose();
  }

  private textsOf(labels: Labels): Row['labels'] {
    if (labels !== this.labels) {
      this.labels = labels;
      this.texts = Object.entries(labels).map(([name, value]) => [name, labelText(value)] as const);
    }
    return this.texts;
  }
}
