/** Merges exponential snapshots one by one, in whatever order they come and without having them all. */

import { useKernel } from '../../kernel/index.ts';
import { quantilesIn } from '../base/bucket-queries.ts';
import { MIN_ZERO_THRESHOLD } from '../exponential/bucket-bounds.ts';
import { commonBounds, countsIn } from '../exponential/common-bounds.ts';
import { MergingRecorder } from '../exponential/merging-recorder.ts';
import { DEFAULT_MAX_BUCKETS, DEFAULT_SCALE, emptySnapshot } from '../exponential/recorder.ts';
import type { ExplicitBuckets, ExponentialSnapshot } from '../exponential/snapshot.ts';
import { withZeroThreshold } from '../exponential/zero-threshold.ts';

/** Can be asked, and without all else that a Histogram does: a bundle that merges carries no more. */
class MergedRecorder extends MergingRecorder {
  quantiles(qs: readonly number[]): number[] {
    return quantilesIn(this.read(), qs, useKernel().exponentialQuantiles);
  }
}

/** Trusts what it is handed; `mergeSnapshots` checks. */
export class SnapshotMerge {
  private whole: MergedRecorder | undefined;
  private maxBuckets = DEFAULT_MAX_BUCKETS;
  private zeroThreshold = MIN_ZERO_THRESHOLD;
  /** At the bounds that all parts have; an empty part says nothing about bounds while there are others. */
  private explicit: ExplicitBuckets | undefined;
  private isFilled = false;

  add(part: ExponentialSnapshot): void {
    const { scale, maxBuckets, count, zeroThreshold } = part;
    const isFirst = this.whole === undefined;
    const whole = this.recorderFor(scale, maxBuckets);
    this.zeroThreshold = Math.max(this.zeroThreshold, zeroThreshold);
    if (isFirst || (count > 0 && !this.isFilled)) this.explicit = part.explicit;
    else if (count > 0 || !this.isFilled) this.explicit = explicitSum(this.explicit, part.explicit);
    this.isFilled ||= count > 0;
    whole.addSnapshot(part);
  }

  /** Values that were added up to now. */
  get count(): number {
    return this.whole?.count ?? 0;
  }

  /** NaN of none. */
  get min(): number {
    return this.whole?.min ?? Number.NaN;
  }

  /** NaN of none. */
  get max(): number {
    return this.whole?.max ?? Number.NaN;
  }

  /** As `Histogram.quantiles` of the snapshot, which is not made for it: that takes four times as long (measured). */
  quantiles(qs: readonly number[]): number[] {
    if (this.zeroThreshold <= MIN_ZERO_THRESHOLD) return this.recorder.quantiles(qs);
    const folded = this.snapshot();
    const recorder = new MergedRecorder(undefined, folded.scale, folded.maxBuckets);
    recorder.addSnapshot(folded);
    const values = recorder.quantiles(qs);
    recorder.dispose();
    return values;
  }

  /** What was added up to now; empty if that is nothing. */
  snapshot(): ExponentialSnapshot {
    const whole = this.whole?.snapshot() ?? emptySnapshot();
    const { explicit } = this;
    return withZeroThreshold(Object.freeze({ ...whole, ...(explicit && { explicit }) }), this.zeroThreshold);
  }

  /** Gives its memory back. */
  dispose(): void {
    this.whole?.dispose();
    this.whole = undefined;
  }

  private get recorder(): MergedRecorder {
    return this.recorderFor(DEFAULT_SCALE, DEFAULT_MAX_BUCKETS);
  }

  /** The smallest bound on buckets among the parts holds for all. */
  private recorderFor(scale: number, maxBuckets: number): MergedRecorder {
    const { whole } = this;
    if (whole !== undefined && maxBuckets >= this.maxBuckets) return whole;
    const next = new MergedRecorder(undefined, scale, maxBuckets);
    if (whole !== undefined) {
      next.addSnapshot(whole.snapshot());
      whole.dispose();
    }
    this.whole = next;
    this.maxBuckets = maxBuckets;
    return next;
  }
}

/** Both at the bounds that they have in common; undefined where there are none. */
function explicitSum(
  before: ExplicitBuckets | undefined,
  added: ExplicitBuckets | undefined,
): ExplicitBuckets | undefined {
  const bounds = commonBounds([before, added]);
  if (bounds === undefined) return undefined;
  const counts = countsIn(bounds, before as ExplicitBuckets);
  const more = countsIn(bounds, added as ExplicitBuckets);
  for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] as number) + (more[i] as number);
  return Object.freeze({ bounds, counts });
}
