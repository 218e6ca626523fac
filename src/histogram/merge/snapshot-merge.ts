/** Merges exponential snapshots one by one, in whatever order they come and without having them all. */

import { MIN_ZERO_THRESHOLD } from '../exponential/bucket-bounds.ts';
import { commonBounds, countsIn } from '../exponential/common-bounds.ts';
import { DEFAULT_MAX_BUCKETS, DEFAULT_SCALE, ExponentialRecorder } from '../exponential/recorder.ts';
import type { ExplicitBuckets, ExponentialSnapshot } from '../exponential/snapshot.ts';
import { withZeroThreshold } from '../exponential/zero-threshold.ts';

/** Trusts what it is handed; `mergeSnapshots` checks. */
export class SnapshotMerge {
  private whole: ExponentialRecorder | undefined;
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

  /** What was added up to now; empty if that is nothing. */
  snapshot(): ExponentialSnapshot {
    const whole = this.recorderFor(DEFAULT_SCALE, DEFAULT_MAX_BUCKETS).snapshot();
    const { explicit } = this;
    return withZeroThreshold(Object.freeze({ ...whole, ...(explicit && { explicit }) }), this.zeroThreshold);
  }

  /** Gives its memory back. */
  dispose(): void {
    this.whole?.dispose();
    this.whole = undefined;
  }

  /** The smallest bound on buckets among the parts holds for all. */
  private recorderFor(scale: number, maxBuckets: number): ExponentialRecorder {
    const { whole } = this;
    if (whole !== undefined && maxBuckets >= this.maxBuckets) return whole;
    const next = new ExponentialRecorder(undefined, scale, maxBuckets);
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
