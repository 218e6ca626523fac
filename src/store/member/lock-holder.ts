/** The lock of a member, taken when that is possible: a directory may become writable while the store is open. */
import type { Degradation } from '../context.ts';
import type { FileLock } from '../files/files.ts';

export class LockHolder {
  /** Why it could not be taken at first. */
  problem: Degradation | undefined;
  private readonly acquire: () => Promise<FileLock>;
  private lock: FileLock | undefined;

  constructor(acquire: () => Promise<FileLock>) {
    this.acquire = acquire;
  }

  get isTaken(): boolean {
    return this.lock !== undefined;
  }

  /** Whether it was taken only now. @throws FileError */
  async take(): Promise<boolean> {
    if (this.lock !== undefined) return false;
    this.lock = await this.acquire();
    return true;
  }

  /** Never rejects. */
  async release(): Promise<void> {
    const { lock } = this;
    this.lock = undefined;
    await lock?.release();
  }
}
