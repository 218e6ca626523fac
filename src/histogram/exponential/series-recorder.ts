/**
 * The histogram of a series, which may sleep: it has given its block back, and makes another one when a value comes. That costs
 * no value a check: its stage has room for one, so the first one fills it, and a full stage is drained.
 */
import { memory, useKernel } from '../../kernel/index.ts';
import { DEFAULT_MAX_BUCKETS, DEFAULT_SCALE, ExponentialRecorder } from './recorder.ts';

export class SeriesRecorder extends ExponentialRecorder {
  isAsleep = false;

  /** Forgets everything, and gives the block back until a value comes, or somebody reads. */
  sleep(): void {
    super.dispose();
    this.last = this.first;
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

  protected override drain(): void {
    if (!this.isAsleep || this.next === this.first) {
      super.drain();
      return;
    }
    const value = memory.f64[this.first] as number;
    if (this.wake()) {
      this.record(value);
      return;
    }
    this.next = this.first + 1;
    super.drain();
  }

  /** False where the kernel has no room: it sleeps on. */
  private wake(): boolean {
    try {
      this.take(useKernel().exponentialCreate(DEFAULT_SCALE, DEFAULT_MAX_BUCKETS));
      if (this.explicitBounds !== undefined) this.setBounds(this.explicitBounds);
      this.isAsleep = false;
      return true;
    } catch {
      this.sleep();
      return false;
    }
  }
}
