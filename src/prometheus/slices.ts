/** Long work in short turns, so that the event loop, and whoever waits on it, never waits for long. */

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

/**
 * A promise that is merely resolved would go before everything that waits; a timer waits for a millisecond in Node, for
 * four in pages. A message is a task like any other, and next.
 */
function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
