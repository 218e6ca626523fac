/** Long work in short turns, so that the event loop, and whoever waits on it, never waits for long. */
import { nextTurn } from '../runtime/turn.ts';

/** About the time that nobody notices. */
const SLICE_MS = 4;

/** Tells when to pause, and pauses. */
export class Slices {
  private endsAtMs = performance.now() + SLICE_MS;

  get isOver(): boolean {
    return performance.now() >= this.endsAtMs;
  }

  /** Lets the event loop run what is due. */
  async pause(): Promise<void> {
    await nextTurn();
    this.endsAtMs = performance.now() + SLICE_MS;
  }
}
