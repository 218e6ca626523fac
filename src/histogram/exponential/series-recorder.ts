/**
 * The histogram of a series, which may sleep: it has given its block back, and makes another one when a value comes. That costs
 * no value a check: its stage has room for one, so the first one fills it, and a full stage is drained.
 */
import { useKernel } from '../../kernel/index.ts';
import { DEFAULT_MAX_BUCKETS, DEFAULT_SCALE, ExponentialRecorder } from './recorder.ts';

export class SeriesRecorder extends ExponentialRecorder {
  isAsleep = false;

  /** Forgets everything, and gives the block back until a value comes, or somebody reads. */
  sleep(): void {
    this.giveBack(1);
    this.isAsleep = true;
  }

  override dispose(): void {
    this.isAsleep = false;
    super.dispose();
  }

  protected override read(): ReturnType<ExponentialRecorder['read']> {
    if (this.isAsleep) this.wake();
    return super.read();
  }

  protected override recordLate(first: number, count: number): void {
    if (this.isAsleep && this.wake()) this.record(first);
    else super.recordLate(first, count);
  }

  /** False where the kernel has no room. */
  private wake(): boolean {
    try {
      this.take(useKernel().exponentialCreate(DEFAULT_SCALE, DEFAULT_MAX_BUCKETS));
    } catch {
      return false;
    }
    this.isAsleep = false;
    if (this.explicitBounds !== undefined) this.setBounds(this.explicitBounds);
    return true;
  }
}
