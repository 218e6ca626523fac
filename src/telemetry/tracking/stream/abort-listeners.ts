/** Who wants to know of an abort. One listener for each signal: of many, runtimes warn as of a leak. */

interface Abortable {
  aborted(): void;
}

interface Waiting {
  readonly all: Set<Abortable>;
  readonly listener: () => void;
}

export class AbortListeners {
  private readonly waiting = new WeakMap<AbortSignal, Waiting>();

  add(signal: AbortSignal | undefined, one: Abortable): void {
    // Anything may be handed in as a signal that only says whether it is aborted.
    if (typeof signal?.addEventListener !== 'function') return;
    let waiting = this.waiting.get(signal);
    if (waiting === undefined) {
      const all = new Set<Abortable>();
      const listener = () => {
        for (const each of [...all]) each.aborted();
      };
      waiting = { all, listener };
      this.waiting.set(signal, waiting);
      signal.addEventListener('abort', listener, { once: true });
    }
    waiting.all.add(one);
  }

  remove(signal: AbortSignal | undefined, one: Abortable): void {
    const waiting = signal && this.waiting.get(signal);
    if (signal === undefined || waiting === undefined) return;
    waiting.all.delete(one);
    if (waiting.all.size > 0) return;
    this.waiting.delete(signal);
    signal.removeEventListener('abort', waiting.listener);
  }
}
