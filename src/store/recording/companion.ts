/**
 * What has to be known after a restart exactly as far as the intervals of a telemetry are there: written behind the interval that it
 * came with, and never before it.
 */
import type { StoreContext } from '../context.ts';
import type { CompanionFiles } from './companion-files.ts';

export interface Companion {
  /** Of its directory in that of the member. */
  readonly name: string;
  /** Lines of what came since this was last asked; the empty text for nothing. */
  takeNew(): string;
  /** The lines that say the same as all of these, the oldest first. */
  joined(texts: readonly string[]): string;
  /** Takes what was kept before this process, the oldest first. */
  restore(texts: readonly string[]): void;
}

/** More files than this are made one. */
const MOST_FILES = 64;

export class CompanionKeeper {
  readonly companion: Companion;
  private readonly files: CompanionFiles;
  private readonly warn: StoreContext['warn'];
  /** Of intervals that may not stay yet, the oldest first. */
  private waiting: string[] = [];
  private working: Promise<void> = Promise.resolve();

  constructor(companion: Companion, files: CompanionFiles, warn: StoreContext['warn']) {
    this.companion = companion;
    this.files = files;
    this.warn = warn;
  }

  /** Whether something is not written yet. */
  get isWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Hands over what was kept before. Never rejects: what cannot be read is said, and not known. */
  restore(): Promise<void> {
    return this.work(async () => this.companion.restore(await this.files.read()));
  }

  /**
   * An interval has ended.
   *
   * @param appended rejects where it was given up
   * @param flush makes everything stay that was appended; resolves with whether it does
   */
  intervalEnded(appended: Promise<void>, flush: () => Promise<boolean>): void {
    const lines = this.companion.takeNew();
    if (lines !== '') this.waiting.push(lines);
    if (!this.isWaiting) return;
    void this.work(async () => {
      try {
        await appended;
      } catch {
        // What came with it is as lost as it is.
        this.waiting = this.waiting.filter((one) => one !== lines);
      }
      const written = [...this.waiting];
      if (written.length > 0 && (await flush())) await this.write(written);
    });
  }

  /** Writes what waits, before it returns: what was appended before stays. */
  writeSync(): void {
    if (this.isWaiting && this.files.writeSync(this.waiting.join(''))) this.waiting = [];
  }

  /** Resolves when nothing is being written. */
  settled(): Promise<void> {
    return this.working;
  }

  private async write(written: readonly string[]): Promise<void> {
    if (this.files.count < MOST_FILES) await this.files.write(written.join(''));
    else await this.files.replace(this.companion.joined([...(await this.files.read()), ...written]));
    this.waiting = this.waiting.filter((one) => !written.includes(one));
  }

  /** One after the other. */
  private work(step: () => Promise<void>): Promise<void> {
    this.working = this.working.then(step).catch((error: unknown) => {
      const fields = { what: this.companion.name, error };
      this.warn(this.companion.name, fields, 'what belongs to intervals could not be read or written');
    });
    return this.working;
  }
}
