/** Long work in short turns, so that the event loop, and whoever waits on it, never waits for long. */
import { nextTurn } from '../runtime/turn.ts';

/** About the time that nobody notices. */
const SLICE_MS = 4;

/** Tells when to pause, and pauses. */
export class Slices {
  private endsAtMs = performance.now() + SLICE_MS;
  private asked = 0;

  /** Asked after every series; looks at the clock, which costs as much as a line, after every sixteenth. */
  get isOver(): boolean {
    this.asked += 1;
    return this.asked % 16 === 0 && performance.now() >= this.endsAtMs;
  }

  /** Lets the event loop run what is due. */
  async pause(): Promise<void> {
    await nextTurn();
    this.endsAtMs = performance.now() + SLICE_MS;
  }
}
