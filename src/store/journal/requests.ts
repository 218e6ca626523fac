/** Who waits for more than the writing of its record: for all of it to be synced, or for a file to be ended. */

interface Flush {
  /** How many records had been appended: it waits for all of them. */
  readonly upTo: number;
  readonly droppedBefore: number;
  readonly resolve: (isDone: boolean) => void;
}

/** How far the writer is, in records in the order of appending. */
export interface Progress {
  readonly appended: number;
  /** Written, and synced where the policy syncs. */
  readonly written: number;
  readonly dropped: number;
  /** Nothing is left to be written. */
  readonly isIdle: boolean;
  readonly isInDoubt: boolean;
}

export class Requests {
  private flushes: Flush[] = [];
  private rotations: ((lastSequence: number | undefined) => void)[] = [];

  get hasFlush(): boolean {
    return this.flushes.length > 0;
  }

  get hasRotation(): boolean {
    return this.rotations.length > 0;
  }

  /** Resolves with whether everything appended up to now was kept. */
  flush({ appended, dropped }: Progress): Promise<boolean> {
    return new Promise((resolve) => {
      this.flushes.push({ upTo: appended, droppedBefore: dropped, resolve });
    });
  }

  /** Resolves with the last sequence of what was ended; undefined where nothing could be. */
  rotation(): Promise<number | undefined> {
    return new Promise((resolve) => this.rotations.push(resolve));
  }

  synced({ written, dropped, isIdle, isInDoubt }: Progress): void {
    const isDone = ({ upTo }: Flush) => isIdle || written + dropped >= upTo;
    const done = this.flushes.filter(isDone);
    this.flushes = this.flushes.filter((flush) => !isDone(flush));
    for (const { droppedBefore, resolve } of done) resolve(dropped === droppedBefore && !isInDoubt);
  }

  rotated(lastSequence: number | undefined): void {
    const { rotations } = this;
    this.rotations = [];
    for (const resolve of rotations) resolve(lastSequence);
  }

  /** Nothing can be written now. */
  inVain(): void {
    const { flushes } = this;
    this.flushes = [];
    for (const { resolve } of flushes) resolve(false);
    this.rotated(undefined);
  }
}
