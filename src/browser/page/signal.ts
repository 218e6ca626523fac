/** What the signals of a page have in common. */

/** From a frame that is late to a page that has hung. */
export const HELD_SECONDS = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10];

/** Something that goes on until it is stopped, and has more to tell when it is asked. */
export interface Signal {
  /** Records what was not recorded yet. */
  flush(): void;
  stop(): void;
}

/** What is observed by a listener, which its page must not notice failing. */
export function listen(
  target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  types: readonly string[],
  listener: () => void,
): () => void {
  // Before any other listener: what sends records at the end of a page is to send this too.
  for (const type of types) target.addEventListener(type, listener, { capture: true });
  return () => {
    for (const type of types) target.removeEventListener(type, listener, { capture: true });
  };
}
