/** A recorder that takes what others recorded: no series does, and a bundle of createTelemetry does not carry it. */
import { refreshViews, requireRoom, useKernel } from '../../kernel/index.ts';
import { lend } from '../base/doubles.ts';
import { ExponentialRecorder } from './recorder.ts';
import type { ExponentialSnapshot } from './snapshot.ts';

export class MergingRecorder extends ExponentialRecorder {
  /** @internal Adds what a snapshot holds, but for its explicit buckets. @throws KERNEL_MEMORY, and adds nothing */
  addSnapshot(snapshot: ExponentialSnapshot): void {
    const kernel = useKernel();
    const block = this.read();
    const { scale, positive, negative } = snapshot;
    const counts = [positive.counts, negative.counts];
    lend(counts, (at) => {
      const [positives, negatives] = counts.map(({ length }) => length) as [number, number];
      requireRoom(
        kernel.exponentialAddBuckets(
          block,
          scale,
          at,
          positive.offset,
          positives,
          negative.offset,
          negatives,
        ),
      );
    });
    kernel.exponentialAddZeros(block, snapshot.zeroCount);
    const { count, rejected, sum, min, max, isMinBound, isMaxBound } = snapshot;
    kernel.exponentialAddBounds(block, isMinBound ? min : Infinity, isMaxBound ? max : -Infinity);
    kernel.headerAdd(block, count, rejected, sum, count > 0 ? min : Infinity, count > 0 ? max : -Infinity);
    refreshViews();
  }
}
